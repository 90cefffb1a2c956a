import type { WallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { findOwner } from "./store";

const SEEN_MS = 60_000;

/** Whether the owner account has its person yet. */
export const isClaimed = async (): Promise<boolean> => (await findOwner())?.email != null;

/**
 * The same for whoever is not signed in: once claimed it stays claimed, so a stranger's question asks the database
 * once a minute at most.
 */
export async function isClaimedForAll(wallNow: WallMs): Promise<boolean> {
  const seen = processWide("auth.claimedSeen", () => ({ until: Number.NEGATIVE_INFINITY }));
  if (seen.until > wallNow) return true;
  const claimed = await isClaimed();
  if (claimed) seen.until = wallNow + SEEN_MS;
  return claimed;
}
