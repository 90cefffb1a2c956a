import { wallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type DetectionPage, type DetectionView, toDetectionView } from "./core/bodyguard-view";
import type { Detection } from "./core/detection";
import { findDetection, listFound } from "./store/detections";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export const isDetectionCursor = (text: string): boolean => FORM.test(text);

function readCursor(text: string) {
  const [, firstWallAt, detectionId] = FORM.exec(text) ?? [];
  return firstWallAt && detectionId ? { firstWallAt: wallMs(Number(firstWallAt)), detectionId } : null;
}

/** What was found, newest first: of all bots or of one, all of it or only what was confirmed. */
export async function listDetections(q: {
  readonly userId: string;
  readonly botId?: string | undefined;
  readonly confirmedOnly: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}): Promise<DetectionPage> {
  const after = q.cursor === undefined ? null : readCursor(q.cursor);
  const found = await listFound({ ...q, after, limit: q.limit + 1 });
  const detections = found.slice(0, q.limit);
  const last = detections.at(-1);
  return {
    detections: detections.map(toDetectionView),
    nextCursor: found.length > q.limit && last ? toCursor(last) : null,
  };
}

const toCursor = ({ firstWallAt, detectionId }: Detection): string => `${firstWallAt}_${detectionId}`;

export const refuseUnknownDetection = () => refuse("not_found", "There is no such detection.");

/** One detection with its evidence. Refuses with `not_found`. */
export async function showDetection(userId: string, detectionId: string): Promise<Result<DetectionView>> {
  const found = await findDetection(userId, detectionId);
  return found ? accept(toDetectionView(found)) : refuseUnknownDetection();
}
