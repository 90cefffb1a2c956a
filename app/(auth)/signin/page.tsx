import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntrySheet } from "@/components/auth/entry-sheet";
import { SigninForm } from "@/components/auth/signin-form";
import { getSession } from "@/server/auth/get-session";
import { isClaimed } from "@/server/auth/is-claimed";
import { getMarketBadge } from "@/server/market/get-market-badge";

export const metadata: Metadata = { title: "Sign in" };

export default async function SigninPage() {
  const [session, claimed, badge] = await Promise.all([getSession(), isClaimed(), getMarketBadge()]);
  if (session) redirect("/dashboard");
  if (!claimed) redirect("/welcome");
  return (
    <EntrySheet badge={badge} title="Sign in" words="Bots go on trading while nobody is signed in.">
      <SigninForm next="/dashboard" />
    </EntrySheet>
  );
}
