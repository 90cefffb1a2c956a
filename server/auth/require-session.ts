import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { wallMs } from "@/server/kernel/clock";
import type { Session } from "./check-session";
import { FIRST_PAGE, safeNext } from "./core/safe-next";
import { findSessionEnd, getSession } from "./get-session";
import { isClaimedForAll } from "./is-claimed";

/** Written by proxy.ts for each page, and by nobody else. */
const PATH_HEADER = "x-amarktai-path";

const readSession = cache(() => getSession());

/**
 * Who is signed in, for pages and layouts. Sends everyone else to sign in, with the way back and what ended their
 * session, or to claim a new installation.
 */
export async function requireSession(): Promise<Session> {
  const session = await readSession();
  if (session) return session;
  if (!(await isClaimedForAll(wallMs(Date.now())))) redirect("/welcome");
  const [sent, why] = await Promise.all([headers(), findSessionEnd()]);
  const next = safeNext(sent.get(PATH_HEADER));
  const query = new URLSearchParams({ ...(why ? { why } : {}), ...(next === FIRST_PAGE ? {} : { next }) });
  redirect(query.size > 0 ? `/signin?${query}` : "/signin");
}
