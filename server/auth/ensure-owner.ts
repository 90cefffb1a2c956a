import { randomBytes, randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { sha256 } from "@/server/audit/sha256";
import { invariant } from "@/server/kernel/result";
import { prepareSettings } from "@/server/settings/prepare-settings";
import { findOwner, saveUnclaimedOwner } from "./store";
import { type Instants, systemContext } from "./system-context";

const TOKEN_BYTES = 24;
const TRIES_MAX = 3;

export type OwnerState = {
  readonly userId: string;
  readonly claimed: boolean;
  readonly email?: string;
  /** shown once, by the start that made it; only its hash is kept */
  readonly token?: string;
};

/**
 * Makes sure that the owner account exists, called at each start. While nobody has claimed it, each start makes a
 * fresh one-time token and the earlier ones no longer work.
 */
export async function ensureOwner(now: Instants): Promise<OwnerState> {
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const owner = await findOwner();
    if (owner?.email) return prepared({ userId: owner.id, claimed: true, email: owner.email }, now);
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const userId = owner?.id ?? randomUUID();
    const saved = await commit(systemContext({ id: "start", userId, channel: "start" }, now), {
      action: owner ? "owner.tokenIssued" : "owner.prepared",
      subject: userId,
      reason: "the owner account waits for its owner",
      detail: {},
      events: [],
      write: (tx) => saveUnclaimedOwner(tx, { userId, tokenHash: sha256(token), wallNow: now.wallNow }),
    });
    if (saved.ok) return prepared({ userId, claimed: false, token }, now);
  }
  invariant(false, "the owner account kept changing while it was prepared");
}

async function prepared(state: OwnerState, now: Instants): Promise<OwnerState> {
  await prepareSettings(systemContext({ id: "start", userId: state.userId, channel: "start" }, now));
  return state;
}
