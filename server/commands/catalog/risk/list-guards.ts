import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { listGuards } from "@/server/risk/list-guards";
import { defineCommand } from "../../command";
import { guardView } from "../../views/risk";

export const listGuardsCommand = defineCommand({
  id: "risk.guards",
  title: "Guards in force",
  guidance: "Shows the locks and halts that are in force on a book, by the currency of its parts.",
  input: z.strictObject({
    book: bookWire,
  }),
  output: z.array(guardView).readonly(),
  tier: "R",
  role: "viewer",
  run: async ({ book }, ctx) => accept(await listGuards({ userId: ctx.userId, book })),
});
