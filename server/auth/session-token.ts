import { cookies } from "next/headers";
import { encode } from "next-auth/jwt";
import { env } from "@/server/platform/env";
import { SESSION_ABSOLUTE_MS, type SessionClaims } from "./core/account";
import { sessionCookie } from "./session-cookie";

/** Writes a begun session into this answer's cookies, in the very form next-auth writes and reads it. */
export async function writeSession(claims: SessionClaims): Promise<void> {
  const maxAge = SESSION_ABSOLUTE_MS / 1_000;
  const token = await encode({ token: { ...claims }, secret: env().NEXTAUTH_SECRET, maxAge });
  const { name, ...options } = sessionCookie();
  (await cookies()).set(name, token, { ...options, maxAge });
}
