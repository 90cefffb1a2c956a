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
};

/** The cards of a user that still wait, oldest first. */
export async function listApprovals(userId: string, wallNow: WallMs): Promise<readonly ApprovalView[]> {
  const rows = await findOpenApprovals(userId, wallNow);
  return rows.map(({ id, command, preview, createdAt, expiresAt }) => ({
    approvalId: id,
    command,
    preview,
    createdAt: toDate(createdAt).toISOString(),
    expiresAt: toDate(expiresAt).toISOString(),
  }));
}
