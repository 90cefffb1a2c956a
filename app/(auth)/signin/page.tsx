import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntrySheet } from "@/components/auth/entry-sheet";
import { SigninForm } from "@/components/auth/signin-form";
import { safeNext } from "@/server/auth/core/safe-next";
import { sentenceOfWhy } from "@/server/auth/core/signin-why";
import { getSession } from "@/server/auth/get-session";
import { isClaimedForAll } from "@/server/auth/is-claimed";
import { wallMs } from "@/server/kernel/clock";
import { getSharedMarketBadge } from "@/server/market/get-market-badge";

export const metadata: Metadata = { title: "Sign in" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function SigninPage({ searchParams }: Props) {
  const [session, claimed, badge, asked] = await Promise.all([
    getSession(),
    isClaimedForAll(wallMs(Date.now())),
    getSharedMarketBadge(),
    searchParams,
  ]);
  const next = safeNext(asked.next);
  if (session) redirect(next);
  if (!claimed) redirect("/welcome");
  return (
    <EntrySheet badge={badge} title="Sign in" words="Bots go on trading while nobody is signed in.">
      <SigninForm next={next} refused={sentenceOfWhy(asked.why)} />
    </EntrySheet>
  );
}
