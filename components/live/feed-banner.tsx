"use client";
import { Clock, WifiOff } from "lucide-react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { formatAge } from "../ui/format-time";
import { StateBar } from "../ui/state-bar";
import type { LateFeed } from "./feed-age";
import { useLive } from "./live-provider";
import { useLateFeeds } from "./use-late-feeds";

/** Which markets have no prices, on every page, and what that means. A recording at its end says so in the ribbon. */
export function FeedBanner() {
  const late = useLateFeeds();
  const ended = useLive((state) => state.view?.market.ended ?? false);
  const [oldest] = late;
  const shown = oldest !== undefined && !ended;
  const Icon = oldest?.state === "off" ? WifiOff : Clock;
  return (
    <div aria-live="polite">
      {shown ? (
        <StateBar banner age={oldest.state === "off" ? "dead" : "stale"}>
          <Icon size={14} aria-hidden="true" />
          <span>
            No prices {whose(late)} for <span aria-hidden="true">{formatAge(oldest.ageMs)}</span>
            <span className="sr-only">some time</span>. Bots there skip; figures keep the time of their last
            price. All goes on with the next one.
          </span>
        </StateBar>
      ) : null}
    </div>
  );
}

/** "of SOL/USDT on Binance", "from Binance and Luno" */
function whose(late: readonly LateFeed[]): string {
  const [first] = late;
  if (late.length === 1 && first) return `of ${first.symbol} on ${exchangeLabel(first.exchange)}`;
  const names = [...new Set(late.map(({ exchange }) => exchangeLabel(exchange)))].sort();
  const last = names.pop() ?? "";
  return `from ${names.length > 0 ? `${names.join(", ")} and ${last}` : last}`;
}
