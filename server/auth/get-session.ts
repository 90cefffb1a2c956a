import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { checkSession, type Session } from "./check-session";
import { sessionCookie } from "./session-cookie";

/**
 * Who is signed in on this request, or null. Checked against the database each time: a revoked, ended, idle or
 * expired session is nobody. `touch: false` for requests that are not a person's use, such as a listening stream.
 */
export async function getSession(options: { touch: boolean } = { touch: true }): Promise<Session | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return null;
  const claims = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  return claims ? checkSession(claims, wallMs(Date.now()), options.touch) : null;
}

/** A check of this request's session that can be repeated after the request's own scope has ended. */
export async function getSessionCheck(): Promise<() => Promise<Session | null>> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  const claims = token ? await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null) : null;
  return () => checkSession(claims, wallMs(Date.now()), false);
}
