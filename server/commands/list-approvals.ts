import type { Preview } from "@/server/audit/core/preview";
import { toDate, type WallMs } from "@/server/kernel/clock";
import { findOpenApprovals } from "./store";

/** A card that waits for a click. Times are ISO UTC, wall clock. */
export type ApprovalView = {
  readonly approvalId: string;
  readonly command: string;
  readonly preview: Preview;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** what is to be typed, told to a person's session alone; null: a click is enough */
  readonly code: string | null;
};

/** The cards of a user that still wait, oldest first. */
export async function listApprovals(
  userId: string,
  wallNow: WallMs,
  withCodes = false,
): Promise<readonly ApprovalView[]> {
  const rows = await findOpenApprovals(userId, wallNow);
  return rows.map(({ id, command, preview, createdAt, expiresAt, code }) => ({
    approvalId: id,
    command,
    preview,
    createdAt: toDate(createdAt).toISOString(),
    expiresAt: toDate(expiresAt).toISOString(),
    code: withCodes ? code : null,
  }));
}
