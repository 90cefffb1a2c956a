import { env } from "@/server/platform/env";

/** Name and flags of the session cookie. Behind https its name binds it to this host and to secure transport. */
export function sessionCookie() {
  const secure = env().NEXTAUTH_URL.startsWith("https:");
  return {
    name: secure ? "__Host-next-auth.session-token" : "next-auth.session-token",
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure,
  } as const;
}

/** The same of the cookie by which an account knows a browser again. No other site's page ever makes it be sent. */
export function knownBrowserCookie() {
  const { secure } = sessionCookie();
  return {
    name: secure ? "__Host-amarktai.known-browser" : "amarktai.known-browser",
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
  } as const;
}
