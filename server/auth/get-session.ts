import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { processWide } from "@/server/platform/process-wide";
import { checkSession, judgeSession, type Session } from "./check-session";
import type { Why } from "./core/signin-why";
import { sessionCookie } from "./session-cookie";

const COOKIES_KNOWN_MAX = 10_000;
const COOKIE_KNOWN_MS = 10 * 60_000;

/**
 * Who is signed in on this request, or null. Checked against the database each time: a revoked, ended, idle or
 * expired session is nobody. `touch: false` for requests that are not a person's use, such as a listening stream.
 */
export async function getSession(options: { touch: boolean } = { touch: true }): Promise<Session | null> {
  const read = await readCookie();
  if (!read) return null;
  const session = read.claims ? await checkSession(read.claims, wallMs(Date.now()), options.touch) : null;
  noteCookie(read.token, session);
  return session;
}

type KnownCookie = { readonly sessionId: string; readonly until: number };

/** What the guard before all pages (scripts/lib/guard-web.mjs) reads: whose cookie was right a short while ago. */
function noteCookie(token: string, session: Session | null): void {
  const known = processWide("auth.knownCookies", () => new Map<string, KnownCookie>());
  known.delete(token);
  if (!session) return;
  const [oldest] = known.keys();
  if (known.size >= COOKIES_KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  known.set(token, { sessionId: session.sessionId, until: Date.now() + COOKIE_KNOWN_MS });
}

/** A check of this request's session that can be repeated after the request's own scope has ended. */
export async function getSessionCheck(): Promise<() => Promise<Session | null>> {
  const claims = (await readCookie())?.claims ?? null;
  return () => checkSession(claims, wallMs(Date.now()), false);
}

/** What ended the session whose cookie this browser still has; null when it has none, or a good one. */
export async function findSessionEnd(): Promise<Why | null> {
  const read = await readCookie();
  if (!read) return null;
  if (!read.claims) return read.expired ? "expired" : "restarted";
  return (await judgeSession(read.claims, wallMs(Date.now()), false)).ended;
}

type ReadCookie = { readonly token: string; readonly claims: unknown; readonly expired: boolean };

/** What the cookie says, or why it cannot be read: too old, or sealed with a key we do not have. */
async function readCookie(): Promise<ReadCookie | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return null;
  try {
    return { token, claims: await decode({ token, secret: env().NEXTAUTH_SECRET }), expired: false };
  } catch (error) {
    const expired = error instanceof Error && "code" in error && error.code === "ERR_JWT_EXPIRED";
    return { token, claims: null, expired };
  }
}
