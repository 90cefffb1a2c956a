import { cookies, headers } from "next/headers";
import { accept, type Result } from "@/server/kernel/result";
import { clientAddress } from "./client-address";
import type { SessionClaims } from "./core/account";
import { KNOWN_BROWSER_MS } from "./known-browser";
import { readInstants } from "./read-instants";
import { knownBrowserCookie } from "./session-cookie";
import { signIn } from "./sign-in";

/** Signs in on the request at hand: from its address, on its clocks. The browser is known to the account from then on. */
export async function signInHere(input: unknown): Promise<Result<SessionClaims>> {
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  const { name, ...options } = knownBrowserCookie();
  const from = { ip: clientAddress(sent), knownBrowser: jar.get(name)?.value };
  const entered = await signIn(input, from, await readInstants());
  if (!entered.ok) return entered;
  jar.set(name, entered.value.knownBrowser, { ...options, maxAge: KNOWN_BROWSER_MS / 1_000 });
  return accept(entered.value.claims);
}
