import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { checkSession } from "./check-session";
import { SESSION_ABSOLUTE_MS, type SessionClaims, sessionClaims } from "./core/account";
import { endSession } from "./end-session";
import { readInstants } from "./read-instants";
import { sessionCookie } from "./session-cookie";
import { signInHere } from "./sign-in-here";

/** How next-auth signs people in and out: e-mail and password, an encrypted cookie, checked against the database. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_ABSOLUTE_MS / 1_000 },
    pages: { signIn: "/signin", error: "/signin", signOut: "/signin" },
    useSecureCookies: sessionCookie().secure,
    cookies: { sessionToken: { name: sessionCookie().name, options: sessionCookie() } },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials) => {
          const result = await signInHere({ email: credentials?.email, password: credentials?.password });
          // next-auth hands the message of an error to the sign-in page.
          if (!result.ok) throw new Error(result.refusal.message);
          return { id: result.value.uid, claims: result.value } as { id: string };
        },
      }),
    ],
    callbacks: {
      // A fresh sign-in brings fresh claims; the address, name and role are read from the database each time.
      jwt: ({ token, user }) => {
        const claims = (user as { claims?: SessionClaims } | undefined)?.claims;
        return claims ? { ...claims } : pickClaims(token);
      },
      session: async ({ session, token }) => {
        const checked = await checkSession(token, wallMs(Date.now()), false);
        if (!checked) return { expires: new Date(0).toISOString() };
        return { ...session, user: { name: checked.name, email: checked.email } };
      },
    },
    events: { signOut: async ({ token }) => endSession(token, await readInstants()) },
  };
}

const pickClaims = (token: unknown) => {
  const parsed = sessionClaims.safeParse(token);
  return parsed.success ? parsed.data : {};
};
