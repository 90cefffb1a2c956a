import { showDetection } from "@/server/bodyguard/list-detections";
import { markDetection, markInput } from "@/server/bodyguard/mark-detection";
import { defineCommand } from "../../command";
import { detectionView } from "../../views/bodyguard";

export const markDetectionCommand = defineCommand({
  id: "bodyguard.mark",
  title: "Judge a detection",
  guidance:
    "Keeps what the owner says of a confirmed detection: it was right, or a false alarm, which then does not count on the ladder.",
  input: markInput,
  output: detectionView,
  tier: "W",
  role: "owner",
  run: markDetection,
  recall: (detectionId, ctx) => showDetection(ctx.userId, detectionId),
});
