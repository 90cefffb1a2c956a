import type { WallMs } from "@/server/kernel/clock";
import type { SimKey } from "./sim-key";

/** Requests come from this machine. */
const ADDRESS = "127.0.0.1";

export type KeyProblem = "expired" | "address" | "right";

/** Why a key may not do this, though it is one; null when it may. */
export function keyProblem(key: SimKey, right: "read" | "trade", now: WallMs): KeyProblem | null {
  if (key.expiresAt !== null && key.expiresAt <= now) return "expired";
  if (key.addresses !== null && !key.addresses.includes(ADDRESS)) return "address";
  return key.rights[right] ? null : "right";
}
