import { redirect } from "next/navigation";
import { cache } from "react";
import { wallMs } from "@/server/kernel/clock";
import type { Session } from "./check-session";
import { getSession } from "./get-session";
import { isClaimedForAll } from "./is-claimed";

const readSession = cache(() => getSession());

/** Who is signed in, for pages and layouts. Sends everyone else to sign in, or to claim a new installation. */
export async function requireSession(): Promise<Session> {
  const session = await readSession();
  if (session) return session;
  redirect((await isClaimedForAll(wallMs(Date.now()))) ? "/signin" : "/welcome");
}
