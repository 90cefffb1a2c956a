import { record } from "@/server/audit/record";
import type { WallMs } from "@/server/kernel/clock";
import { type HeldLock, tryAdvisoryLock } from "@/server/platform/advisory-lock";
import { LEADER_NAME } from "./send-one";
import { raiseLeaderToken } from "./store";

/** Any constant: the key of the advisory lock that the one trading worker holds. */
const LEADER_LOCK_KEY = 7_270_101;

export type Leadership = {
  /** The fencing token while this process leads, else null. */
  readonly token: () => bigint | null;
  /** Tries to become the leader; true when it leads. */
  readonly tryLead: () => Promise<boolean>;
  readonly resign: () => Promise<void>;
};

/**
 * One worker trades, every other stands by. The advisory lock falls with the holder's connection; the fencing token
 * it raises makes everything an older leader still tries to send refusable.
 */
export function createLeadership(wallNow: () => WallMs, holder: string, onLost: () => void): Leadership {
  let lock: HeldLock | null = null;
  let token: bigint | null = null;
  const lost = () => {
    lock = null;
    token = null;
    onLost();
  };
  return {
    token: () => token,
    tryLead: async () => {
      if (token !== null) return true;
      lock ??= await tryAdvisoryLock(LEADER_LOCK_KEY, lost);
      if (!lock) return false;
      const held = lock;
      const raised = await record((tx) => raiseLeaderToken(tx, LEADER_NAME, holder, wallNow()));
      // the lock may have fallen, or been given up, while the token was raised: then another may lead already
      if (lock !== held) return false;
      token = raised;
      return true;
    },
    resign: async () => {
      const held = lock;
      token = null;
      lock = null;
      await held?.release();
    },
  };
}
