import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntrySheet } from "@/components/auth/entry-sheet";
import { WelcomeForm } from "@/components/auth/welcome-form";
import { sentenceOfWhy } from "@/server/auth/core/signin-why";
import { isClaimedForAll } from "@/server/auth/is-claimed";
import { wallMs } from "@/server/kernel/clock";
import { getSharedMarketBadge } from "@/server/market/get-market-badge";

// the address holds the one-time token: the layout's referrer policy keeps it from every other site
export const metadata: Metadata = { title: "Welcome" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function WelcomePage({ searchParams }: Props) {
  const [claimed, badge, { token, why }] = await Promise.all([
    isClaimedForAll(wallMs(Date.now())),
    getSharedMarketBadge(),
    searchParams,
  ]);
  if (claimed) redirect("/signin");
  return (
    <EntrySheet
      badge={badge}
      title="Welcome"
      words="This installation has no owner yet. Whoever holds the token makes the owner account."
    >
      <WelcomeForm token={typeof token === "string" ? token : ""} refused={sentenceOfWhy(why)} />
    </EntrySheet>
  );
}
