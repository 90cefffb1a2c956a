import { hasEntry } from "@/server/audit/has-entry";
import type { WallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, sessionClaims } from "./core/account";
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

/**
 * Turns what a cookie claims into a session, or null: signed out, revoked, older than 12 h, or unused for 30 min.
 * `touch` counts this as use; a stream that only listens passes false. The last use is kept in this process, so
 * that a restart gives a session a fresh 30 minutes inside its 12 hours.
 */
export async function checkSession(claims: unknown, wallNow: WallMs, touch = true): Promise<Session | null> {
  const parsed = sessionClaims.safeParse(claims);
  if (!parsed.success) return null;
  const { uid, sid, epoch, startedAt } = parsed.data;
  if (wallNow - startedAt >= SESSION_ABSOLUTE_MS || isIdle(sid, wallNow)) return null;
  const [user, ended] = await Promise.all([findUser(uid), hasEntry(SESSION_ENDED, sid)]);
  if (!user?.email || user.sessionEpoch !== epoch || ended) return null;
  if (touch) noteUse(sid, wallNow);
  const expiresAt = new Date(startedAt + SESSION_ABSOLUTE_MS).toISOString();
  return { userId: uid, email: user.email, name: user.name, role: user.role, sessionId: sid, expiresAt };
}

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
