import { z } from "zod";
import { showDetection } from "@/server/bodyguard/list-detections";
import { defineCommand } from "../../command";
import { detectionView } from "../../views/bodyguard";

export const showDetectionCommand = defineCommand({
  id: "bodyguard.show",
  title: "One detection",
  guidance:
    "Shows one detection of the bodyguard with its evidence: figures, threshold, window, act and outcome.",
  input: z.strictObject({ detectionId: z.guid("Name the detection by its id.") }),
  output: detectionView,
  tier: "R",
  role: "viewer",
  run: ({ detectionId }, { userId }) => showDetection(userId, detectionId),
});
