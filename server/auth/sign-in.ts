import { randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import type { WallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { processWide } from "@/server/platform/process-wide";
import { auditRefusal } from "./audit-refusal";
import { type SessionClaims, signInInput } from "./core/account";
import { createRateWindow, type RateVerdict, type RateWindow } from "./core/rate-window";
import { HashQueueFull, verifyPassword } from "./password";
import { findOwner, findUserByEmail, type UserRow } from "./store";
import { type Instants, systemContext } from "./system-context";

const QUARTER_MS = 15 * 60_000;

type Windows = {
  readonly accountAndIp: RateWindow;
  readonly account: RateWindow;
  readonly overall: RateWindow;
};

// An address can be forged in a header, so an account and the whole door have their own, wider windows.
const windows = (): Windows =>
  processWide("auth.signInWindows", () => ({
    accountAndIp: createRateWindow({ triesMax: 10, windowMs: QUARTER_MS, keysMax: 10_000 }),
    account: createRateWindow({ triesMax: 100, windowMs: QUARTER_MS, keysMax: 10_000 }),
    overall: createRateWindow({ triesMax: 1_000, windowMs: QUARTER_MS, keysMax: 1 }),
  }));

const wrong = refuse("forbidden", "E-mail or password is wrong. Check both and try again.");

/**
 * Checks an e-mail and password and begins a session. Tries are counted per account and address before any
 * hashing. Refuses with one and the same sentence whether the account or the password is wrong; refusals are
 * audited, except the flood beyond 1,000 tries in 15 minutes.
 */
export async function signIn(
  input: unknown,
  from: { ip: string },
  now: Instants,
): Promise<Result<SessionClaims>> {
  const overall = windows().overall.hit("all", now.wallNow);
  if (!overall.ok) return tooMany(overall.retryAt, now.wallNow);
  const parsed = signInInput.safeParse(input);
  const user = parsed.success ? await findUserByEmail(parsed.data.email) : null;
  const checked = parsed.success ? await checkTry(parsed.data, user, from.ip, now) : wrong;
  if (checked.ok) return begin(checked.value, from.ip, now);
  const userId = user?.id ?? (await findOwner())?.id;
  if (userId) {
    const ctx = systemContext({ id: "sign-in", userId, channel: "web" }, now);
    const { refusal } = checked;
    await auditRefusal(ctx, { action: "session.refused", subject: userId, refusal, ip: from.ip });
  }
  return checked;
}

async function checkTry(
  { email, password }: { email: string; password: string },
  user: UserRow | null,
  ip: string,
  now: Instants,
): Promise<Result<UserRow>> {
  const key = `${email} ${ip}`;
  const allowed = countTry(key, email, now.wallNow);
  if (!allowed.ok) return allowed;
  const checked = await check(user, password);
  if (checked.ok) windows().accountAndIp.forget(key);
  return checked;
}

async function check(user: UserRow | null, password: string): Promise<Result<UserRow>> {
  try {
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    return user && matches ? accept(user) : wrong;
  } catch (error) {
    if (error instanceof HashQueueFull) return refuse("not_now", error.message);
    throw error;
  }
}

async function begin(user: UserRow, ip: string, now: Instants): Promise<Result<SessionClaims>> {
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
  return accept({ uid: user.id, sid, epoch: user.sessionEpoch, startedAt: now.wallNow });
}

function countTry(key: string, email: string, wallNow: WallMs): Result<void> {
  const { accountAndIp, account } = windows();
  const verdict: RateVerdict = accountAndIp.hit(key, wallNow);
  const wider: RateVerdict = verdict.ok ? account.hit(email, wallNow) : verdict;
  return wider.ok ? accept(undefined) : tooMany(wider.retryAt, wallNow);
}

function tooMany(retryAt: WallMs, wallNow: WallMs): Result<never> {
  const minutes = Math.max(1, Math.ceil((retryAt - wallNow) / 60_000));
  const words = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return refuse("limit_reached", `Too many tries to sign in. Wait ${words}, then try again.`);
}
