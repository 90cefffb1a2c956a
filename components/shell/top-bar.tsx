"use client";
import { usePathname } from "next/navigation";
import { BotHead } from "../bots/bot-head";
import { AccountMenu } from "./account-menu";
import { EquityTicker } from "./equity-ticker";
import { FeedDots } from "./feed-dots";
import { LookMenu } from "./look-menu";
import { rooms } from "./rooms";

type TopBarProps = { readonly name: string; readonly email: string };

/** Title of the room, feeds, equity, appearance and account. */
export function TopBar({ name, email }: TopBarProps) {
  const path = usePathname();
  const room = rooms.find((each) => path.startsWith(each.href));
  const botId = /^\/bots\/([^/]+)$/.exec(path)?.[1];
  return (
    <header className="topbar">
      {botId ? (
        <BotHead key={botId} botId={decodeURIComponent(botId)} />
      ) : (
        <h1>{path === "/account" ? "Account" : (room?.label ?? "Amarktai")}</h1>
      )}
      <span className="flex-1" />
      <FeedDots />
      {path.startsWith("/dashboard") ? null : <EquityTicker />}
      <LookMenu />
      <AccountMenu name={name} email={email} />
    </header>
  );
}
