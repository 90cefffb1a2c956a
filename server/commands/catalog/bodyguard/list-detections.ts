import { z } from "zod";
import { isDetectionCursor, listDetections } from "@/server/bodyguard/list-detections";
import { pageInput } from "@/server/history/core/list-filters";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { detectionPage } from "../../views/bodyguard";

export const listDetectionsCommand = defineCommand({
  id: "bodyguard.detections",
  title: "Detections",
  guidance:
    "Lists what the bodyguard found, newest first, with what was measured, what it did and what came of it; of all bots or of one.",
  input: z.strictObject({
    botId: z.guid("Name the bot by its id.").optional(),
    confirmedOnly: z.boolean().default(false),
    ...pageInput,
  }),
  output: detectionPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, query, isDetectionCursor);
    return checked.ok ? accept(await listDetections({ ...query, userId })) : checked;
  },
});
