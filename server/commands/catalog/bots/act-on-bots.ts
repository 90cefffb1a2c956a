import { z } from "zod";
import { actOnBots, type BulkDone, bulkActs, bulkInput, previewBulk } from "@/server/fleet/act-on-bots";
import { defineCommand } from "../../command";
import { viewOf } from "../../views/view-of";

const bulkDone = viewOf<BulkDone>()(
  z.strictObject({
    act: z.enum(bulkActs),
    bots: z
      .array(z.strictObject({ botId: z.string(), name: z.string(), done: z.boolean(), words: z.string() }))
      .readonly(),
  }),
);

export const actOnBotsCommand = defineCommand({
  id: "bots.bulk",
  title: "Do one thing to several bots",
  guidance:
    "Pauses, resumes, stops or deletes several bots, named or all of an exchange, strategy, risk mode or status. The owner approves it on a card that lists them; the answer says of each what became of it.",
  input: bulkInput,
  output: bulkDone,
  tier: "C",
  role: "trader",
  preview: previewBulk,
  run: actOnBots,
});
