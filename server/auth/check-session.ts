import { hasEntry } from "@/server/audit/has-entry";
import type { WallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, sessionClaims } from "./core/account";
import type { Why } from "./core/signin-why";
import { findUser, type RoleName } from "./store";

export const SESSION_ENDED = "session.ended";
const SESSIONS_KEPT_MAX = 10_000;

export type Session = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  /** one sign-in on one device */
  readonly sessionId: string;
  /** ISO UTC, wall clock: never valid after this */
  readonly expiresAt: string;
};

export type SessionVerdict =
  | { readonly session: Session; readonly ended: null }
  | { readonly session: null; readonly ended: Why };

/**
 * Turns what a cookie claims into a session, or says what ended it: signed out, another password, older than 12 h,
 * unused for 30 min.
 * `touch` counts this as use; a stream that only listens passes false. The last use is kept in this process, so
 * that a restart gives a session a fresh 30 minutes inside its 12 hours.
 */
export async function judgeSession(claims: unknown, wallNow: WallMs, touch = true): Promise<SessionVerdict> {
  const parsed = sessionClaims.safeParse(claims);
  if (!parsed.success) return endedBy("restarted");
  const { uid, sid, epoch, startedAt } = parsed.data;
  if (wallNow - startedAt >= SESSION_ABSOLUTE_MS) return endedBy("expired");
  const [user, signedOut] = await Promise.all([findUser(uid), hasEntry(SESSION_ENDED, sid)]);
  if (!user?.email) return endedBy("restarted");
  if (signedOut) return endedBy("signedOut");
  if (user.sessionEpoch !== epoch) return endedBy("password");
  if (isIdle(sid, wallNow)) return endedBy("idle");
  if (touch) noteUse(sid, wallNow);
  const expiresAt = new Date(startedAt + SESSION_ABSOLUTE_MS).toISOString();
  const { email, name, role } = user;
  return { session: { userId: uid, email, name, role, sessionId: sid, expiresAt }, ended: null };
}

/** The session a cookie claims, or null when it has ended. */
export const checkSession = async (claims: unknown, wallNow: WallMs, touch = true): Promise<Session | null> =>
  (await judgeSession(claims, wallNow, touch)).session;

const endedBy = (ended: Why): SessionVerdict => ({ session: null, ended });

const lastUses = () => processWide("auth.lastUseBySession", () => new Map<string, WallMs>());

function isIdle(sid: string, wallNow: WallMs): boolean {
  const last = lastUses().get(sid);
  return last !== undefined && wallNow - last >= SESSION_IDLE_MS;
}

function noteUse(sid: string, wallNow: WallMs): void {
  const uses = lastUses();
  uses.delete(sid);
  uses.set(sid, wallNow);
  const oldest = uses.keys().next();
  // An idle session stays in the map, and so stays refused, until this many others were used after it.
  if (uses.size > SESSIONS_KEPT_MAX && !oldest.done) uses.delete(oldest.value);
}
