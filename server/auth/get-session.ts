import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { processWide } from "@/server/platform/process-wide";
import { checkSession, judgeSession, type Session } from "./check-session";
import type { Why } from "./core/signin-why";
import { sessionCookie } from "./session-cookie";

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

type KnownCookie = { readonly token: string; readonly sessionId: string | null; readonly until: number };

/** Tells the guard before all pages (scripts/lib/guard-web.mjs), where there is one, whose cookie was found right or wrong. */
function noteCookie(token: string, session: Session | null): void {
  const tellDoor = processWide<((cookie: KnownCookie) => void) | null>("web.tellDoor", () => null);
  tellDoor?.({ token, sessionId: session?.sessionId ?? null, until: Date.now() + COOKIE_KNOWN_MS });
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
