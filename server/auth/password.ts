import { hash, verify } from "@node-rs/argon2";
import { processWide } from "@/server/platform/process-wide";

const MEMORY_KIB = 19_456;
const PASSES = 2;
const HASHES_AT_ONCE = 2;
const WAITING_MAX = 20;
/** What an account that does not exist is checked against: the same parameters, no known password. */
const DECOY =
  "$argon2id$v=19$m=19456,t=2,p=1$KV5VL5SjPRJbjdOXWGpGbw$l6qQ8TUAZZDHpxflP2VCN2g0eyU62uWP5XnD1k9rudY";

/** Too many passwords are being checked at once: a later try will do. */
export class HashQueueFull extends Error {
  constructor() {
    super("Many sign-ins are being checked at this moment. Try again in a few seconds.");
    this.name = "HashQueueFull";
  }
}

/** argon2id of a password, with its own salt. Throws HashQueueFull when too many wait. */
export const hashPassword = (password: string): Promise<string> =>
  inSlot(() => hash(password, { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: 1 }));

/**
 * Whether a password belongs to a hash. Without a hash (an account that does not exist) the same work is done
 * and the answer is no, so that time tells nothing. Throws HashQueueFull when too many wait.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await inSlot(() => verify(passwordHash ?? DECOY, password));
  return passwordHash !== null && matches;
}

type Slots = { busy: number; readonly waiting: (() => void)[] };

async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  const slots = processWide<Slots>("auth.hashSlots", () => ({ busy: 0, waiting: [] }));
  if (slots.busy >= HASHES_AT_ONCE) {
    if (slots.waiting.length >= WAITING_MAX) throw new HashQueueFull();
    // A slot is handed over, not freed, so that nobody can slip in between.
    await new Promise<void>((resolve) => slots.waiting.push(resolve));
  } else {
    slots.busy += 1;
  }
  try {
    return await work();
  } finally {
    const next = slots.waiting.shift();
    if (next) next();
    else slots.busy -= 1;
  }
}
