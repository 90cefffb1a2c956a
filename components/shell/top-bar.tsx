"use client";
import { usePathname } from "next/navigation";
import type { RoleName } from "@/server/commands/command";
import { BotHead } from "../bots/bot-head";
import { EmergencyStop } from "../emergency/emergency-stop";
import { PAGE_TITLE } from "../ui/text";
import { AccountMenu } from "./account-menu";
import { Bell } from "./bell";
import { EquityTicker } from "./equity-ticker";
import { FeedDots } from "./feed-dots";
import { LookMenu } from "./look-menu";
import { pages } from "./pages";

type TopBarProps = {
  readonly name: string;
  readonly email: string;
  readonly role: RoleName;
};

/** Title of the page, feeds, equity, alerts, appearance, the stop button and account. */
export function TopBar({ name, email, role }: TopBarProps) {
  const path = usePathname();
  const page = pages.find((each) => path.startsWith(each.href));
  const botId = /^\/bots\/([^/]+)$/.exec(path)?.[1];
  return (
    <header className="sticky top-(--ribbon-h) z-50 flex h-(--top-h) items-center gap-3 border-b border-line bg-canvas px-3 max-tablet:gap-1 max-tablet:pr-1">
      {botId ? (
        <BotHead key={botId} botId={decodeURIComponent(botId)} />
      ) : (
        <h1 className={PAGE_TITLE}>{path === "/account" ? "Account" : (page?.label ?? "Amarktai")}</h1>
      )}
      <span className="flex-1" />
      <FeedDots />
      {path.startsWith("/dashboard") ? null : <EquityTicker />}
      <Bell />
      {/* on a phone a bot's name needs its place; every other page has it */}
      <span className={botId ? "max-tablet:hidden" : undefined}>
        <LookMenu />
      </span>
      {role === "viewer" ? null : <EmergencyStop />}
      <AccountMenu name={name} email={email} />
    </header>
  );
}
