import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { wallMs } from "@/server/kernel/clock";
import { readMarketNow } from "@/server/market/market-now";
import { env } from "@/server/platform/env";
import { checkSession } from "./check-session";
import { clientAddress } from "./client-address";
import { SESSION_ABSOLUTE_MS, type SessionClaims, sessionClaims } from "./core/account";
import { endSession } from "./end-session";
import { sessionCookie } from "./session-cookie";
import { signIn } from "./sign-in";

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
        authorize: async (credentials, request) => {
          const result = await signIn(
            { email: credentials?.email, password: credentials?.password },
            { ip: clientAddress(new Headers(toPairs(request.headers))) },
            await readInstants(),
          );
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

async function readInstants() {
  const wallNow = wallMs(Date.now());
  return { wallNow, marketNow: await readMarketNow(wallNow) };
}

const toPairs = (headers: { [name: string]: unknown } | undefined): [string, string][] =>
  Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
