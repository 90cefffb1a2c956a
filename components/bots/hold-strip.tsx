"use client";
import { Hand, Lock } from "lucide-react";
import Link from "next/link";
import type { BotView } from "@/server/bots/core/bot";
import { useHoldOf } from "../live/use-holds";
import { buttonStyles } from "../ui/button";
import { StateBar } from "../ui/state-bar";

/** Why this bot enters nothing, and what to do; nothing where it may. */
export function HoldStrip({ bot }: { readonly bot: BotView }) {
  const hold = useHoldOf()(bot);
  if (bot.status === "quarantined") return <Quarantine bot={bot} />;
  // what holds the whole fleet stands in the banner above
  if (!hold?.own) return null;
  return (
    <StateBar className="mb-2" age="stale" role="status">
      <Hand size={14} aria-hidden="true" />
      <span className="flex-1">
        Held back: {hold.words}. {hold.todo}
      </span>
      <Link className={buttonStyles({ size: "small" })} href={`/backtests?bot=${bot.botId}`}>
        Backtest
      </Link>
    </StateBar>
  );
}

const Quarantine = ({ bot }: { readonly bot: BotView }) => (
  <StateBar className="mb-2" age="stale" role="status">
    <Lock size={14} aria-hidden="true" />
    <span className="flex-1">
      In quarantine: it {bot.statusReason}. Its stops stay armed; it comes back by itself.
    </span>
    <Link className={buttonStyles({ size: "small" })} href={`/bodyguard?bot=${bot.botId}`}>
      Evidence
    </Link>
  </StateBar>
);
