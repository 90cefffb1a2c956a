import { z } from "zod";
import { showBodyguard } from "@/server/bodyguard/show-status";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { bodyguardStatus } from "../../views/bodyguard";

export const showBodyguardCommand = defineCommand({
  id: "bodyguard.status",
  title: "Bodyguard",
  guidance:
    "Shows what the bodyguard watches in a book: thresholds with the nearest bot, who is in quarantine and until when, and how well it judges.",
  input: z.strictObject({ book: bookWire }),
  output: bodyguardStatus,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId }) => accept(await showBodyguard({ userId, book })),
});
