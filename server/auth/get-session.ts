import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { processWide } from "@/server/platform/process-wide";
import { checkSession, type Session } from "./check-session";
import { sessionCookie } from "./session-cookie";

const COOKIES_KNOWN_MAX = 10_000;
const COOKIE_KNOWN_MS = 10 * 60_000;

/**
 * Who is signed in on this request, or null. Checked against the database each time: a revoked, ended, idle or
 * expired session is nobody. `touch: false` for requests that are not a person's use, such as a listening stream.
 */
export async function getSession(options: { touch: boolean } = { touch: true }): Promise<Session | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return null;
  const claims = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const session = claims ? await checkSession(claims, wallMs(Date.now()), options.touch) : null;
  noteCookie(token, session);
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
  const token = (await cookies()).get(sessionCookie().name)?.value;
  const claims = token ? await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null) : null;
  return () => checkSession(claims, wallMs(Date.now()), false);
}
