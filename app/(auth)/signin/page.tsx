import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntrySheet } from "@/components/auth/entry-sheet";
import { SigninForm } from "@/components/auth/signin-form";
import { safeNext } from "@/server/auth/core/safe-next";
import { isEnd, sentenceOfWhy } from "@/server/auth/core/signin-why";
import { findSessionEnd, getSession } from "@/server/auth/get-session";
import { isClaimedForAll } from "@/server/auth/is-claimed";
import { wallMs } from "@/server/kernel/clock";
import { getSharedMarketBadge } from "@/server/market/get-market-badge";

export const metadata: Metadata = { title: "Sign in" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function SigninPage({ searchParams }: Props) {
  const [session, ended, claimed, badge, asked] = await Promise.all([
    getSession(),
    findSessionEnd(),
    isClaimedForAll(wallMs(Date.now())),
    getSharedMarketBadge(),
    searchParams,
  ]);
  const next = safeNext(asked.next);
  if (session) redirect(next);
  if (!claimed) redirect("/welcome");
  // what the browser's own cookie tells is more than what a page could know as it left
  const told = isEnd(asked.why) && asked.why !== "out" ? (ended ?? asked.why) : asked.why;
  const words = sentenceOfWhy(told);
  return (
    <EntrySheet badge={badge} title="Sign in" words="Bots go on trading while nobody is signed in.">
      <SigninForm next={next} ended={isEnd(told) ? words : null} refused={isEnd(told) ? null : words} />
    </EntrySheet>
  );
}
