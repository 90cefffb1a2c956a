import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { processWide } from "@/server/platform/process-wide";
import { auditRefusal } from "./audit-refusal";
import { addressGroup, networkGroup } from "./client-address";
import { type SessionClaims, signInInput } from "./core/account";
import { type Caller, countStranger, createDoor, type Door, slowDownMs, triesOf } from "./core/door";
import { HashQueueFull, type Lane } from "./core/hash-queue";
import { issueKnownBrowser, type KnownBrowser, readKnownBrowser } from "./known-browser";
import { verifyPassword } from "./password";
import { findUserByEmail, type UserRow } from "./store";
import { type Instants, systemContext } from "./system-context";

/** Strangers kept waiting at once; more are not slowed, only queued. */
const SLOWED_MAX = 200;

export type SignInFrom = {
  readonly ip: string;
  /** what the browser keeps from an earlier sign-in */
  readonly knownBrowser?: string | undefined;
};
export type SignedIn = { readonly claims: SessionClaims; readonly knownBrowser: string };
type Try = { readonly email: string; readonly password: string };

const wrong = refuse("forbidden", "E-mail or password is wrong. Check both and try again.");
const door = (): Door => processWide("auth.door", createDoor);

/**
 * Checks an e-mail and password and begins a session.
 *
 * A browser the account knows has tries and a place of its own: whatever strangers do, its right password is never
 * refused. Any other browser is counted by its own address before any hashing; tries of other addresses only make
 * it wait. Refuses with one and the same sentence whether the account or the password is wrong; refusals are
 * audited, folded per address.
 */
export async function signIn(input: unknown, from: SignInFrom, now: Instants): Promise<Result<SignedIn>> {
  const parsed = signInInput.safeParse(input);
  const shown = readKnownBrowser(from.knownBrowser, now.wallNow);
  const checked = parsed.success ? await checkTry(parsed.data, from.ip, shown, now) : wrong;
  if (checked.ok) return begin(checked.value, from.ip, shown, now);
  const { refusal } = checked;
  await auditRefusal({ door: "sign-in", action: "session.refused", refusal, ip: from.ip }, now);
  return checked;
}

async function checkTry(
  asked: Try,
  ip: string,
  shown: KnownBrowser | null,
  now: Instants,
): Promise<Result<UserRow>> {
  const known = shown ? await findKnown(asked.email, shown, now) : null;
  if (known) {
    const checked = await check(known, asked.password, "known");
    if (checked.ok) door().knownBrowser.forget(shown?.bid ?? "");
    return checked;
  }
  return checkStranger(asked, ip, now);
}

/** The account, when it knows this browser and the browser has tries of its own left. */
async function findKnown(email: string, shown: KnownBrowser, now: Instants): Promise<UserRow | null> {
  if (!door().knownBrowser.take(shown.bid, now.wallNow).ok) return null;
  const user = await findUserByEmail(email);
  return user && user.id === shown.uid && user.sessionEpoch === shown.epoch ? user : null;
}

async function checkStranger({ email, password }: Try, ip: string, now: Instants): Promise<Result<UserRow>> {
  const caller: Caller = { address: addressGroup(ip), network: networkGroup(ip), email };
  const counted = countStranger(door(), caller, now.wallNow);
  if (!counted.ok) return counted;
  await slowDown(slowDownMs(door(), caller, now.wallNow));
  const user = await findUserByEmail(email);
  const checked = await check(user, password, { tries: triesOf(door(), caller, now.wallNow) });
  if (checked.ok) door().addressAndAccount.forget(`${caller.address} ${email}`);
  return checked;
}

async function slowDown(ms: number): Promise<void> {
  const slowed = processWide("auth.slowed", () => ({ count: 0 }));
  if (ms === 0 || slowed.count >= SLOWED_MAX) return;
  slowed.count += 1;
  await sleep(ms);
  slowed.count -= 1;
}

async function check(user: UserRow | null, password: string, lane: Lane): Promise<Result<UserRow>> {
  try {
    const matches = await verifyPassword(user?.passwordHash ?? null, password, lane);
    return user && matches ? accept(user) : wrong;
  } catch (error) {
    if (error instanceof HashQueueFull) return refuse("not_now", error.message);
    throw error;
  }
}

async function begin(
  user: UserRow,
  ip: string,
  shown: KnownBrowser | null,
  now: Instants,
): Promise<Result<SignedIn>> {
  const sid = randomUUID();
  const begun = await commit(systemContext({ id: "sign-in", userId: user.id, channel: "web" }, now), {
    action: "session.begun",
    subject: sid,
    reason: "e-mail and password were right",
    detail: { ip: ip.slice(0, 64) },
    events: [],
    write: async () => undefined,
  });
  if (!begun.ok) return begun;
  return accept({
    claims: { uid: user.id, sid, epoch: user.sessionEpoch, startedAt: now.wallNow },
    knownBrowser: issueKnownBrowser(user, shown, now.wallNow),
  });
}
