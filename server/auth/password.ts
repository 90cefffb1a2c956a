import { hash, verify } from "@node-rs/argon2";
import { processWide } from "@/server/platform/process-wide";
import { createHashQueue, type Lane } from "./core/hash-queue";

const MEMORY_KIB = 19_456;
const PASSES = 2;
const HASHES_AT_ONCE = 2;
const WAITING_MAX = 200;
/** What an account that does not exist is checked against: the same parameters, no known password. */
const DECOY =
  "$argon2id$v=19$m=19456,t=2,p=1$KV5VL5SjPRJbjdOXWGpGbw$l6qQ8TUAZZDHpxflP2VCN2g0eyU62uWP5XnD1k9rudY";

const inQueue = <T>(lane: Lane, work: () => Promise<T>): Promise<T> =>
  processWide("auth.hashQueue", () => createHashQueue({ atOnce: HASHES_AT_ONCE, waitingMax: WAITING_MAX }))(
    lane,
    work,
  );

/** argon2id of a password, with its own salt. Throws HashQueueFull when too many wait. */
export const hashPassword = (password: string): Promise<string> =>
  inQueue("known", () => hash(password, { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: 1 }));

/**
 * Whether a password belongs to a hash. Without a hash (an account that does not exist) the same work is done
 * and the answer is no, so that time tells nothing. Throws HashQueueFull when too many wait.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  lane: Lane = "known",
): Promise<boolean> {
  const matches = await inQueue(lane, () => verify(passwordHash ?? DECOY, password));
  return passwordHash !== null && matches;
}
