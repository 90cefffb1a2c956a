"use client";
import { Crosshair } from "lucide-react";
import Link from "next/link";
import type { BotView } from "@/server/bots/core/bot";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { PositionView } from "@/server/portfolio/core/live-view";
import type { Settings } from "@/server/settings/core/settings";
import { AsOf } from "../live/as-of";
import { oldestFor } from "../live/feed-age";
import { InDisplay } from "../live/in-display";
import { useFreshness } from "../live/use-freshness";
import { useLateFeeds } from "../live/use-late-feeds";
import { ClosePosition } from "../shared/close-position";
import { EditExits } from "../shared/exit-levels/edit-exits";
import { LastPrice } from "../shared/last-price";
import { StopBar } from "../shared/stop-bar";
import { stopWords } from "../shared/stop-words";
import { buttonStyles } from "../ui/button";
import { cn } from "../ui/cn";
import { type Fact, Facts } from "../ui/facts";
import { Figure } from "../ui/figure";
import { formatAmount, formatMoney, formatPercent, formatPrice } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";
import { exitFacts } from "./exit-facts";

/** The rules a bot trades by, from its owner's settings. */
export type RulesInForce = Pick<Settings, "riskModes" | "takeProfit" | "trailingStop" | "entryThreshold">;

/** What the bot holds now, and the room left. */
export function BotPosition({ position }: { readonly position: PositionView | null }) {
  const { freshness } = useFreshness();
  const late = oldestFor(useLateFeeds(), position ? [position] : []);
  return (
    <Panel
      title="Position"
      age={freshness}
      asOf={<AsOf late={late} />}
      actions={
        position ? (
          <>
            <EditExits position={position} />
            <ClosePosition position={position} />
          </>
        ) : null
      }
    >
      {position ? (
        <div data-gone={freshness === "dead" || undefined} className={cn(PANEL_BODY, "data-gone:text-dead")}>
          <StopBar position={position} />
          <Facts facts={positionFacts(position)} />
        </div>
      ) : (
        <PanelEmpty icon={Crosshair} title="No open position">
          The bot looks for an entry at the close of every candle.
        </PanelEmpty>
      )}
    </Panel>
  );
}

function positionFacts(position: PositionView): readonly Fact[] {
  const { base, quote, priceDecimals } = position;
  const price = (text: string | null) => formatPrice(text, priceDecimals);
  return [
    [
      "Holding",
      <Figure key="holding" full={`${position.amount} ${base}`}>
        {formatAmount(position.amount)} {base}
      </Figure>,
    ],
    ["Entry", price(position.entryPrice)],
    ["Last", <LastPrice key="last" position={position} />],
    [stopWords[position.stopKind], price(position.stopPrice)],
    ["Target", position.targetPrice === null ? "none" : price(position.targetPrice)],
    [
      "P/L",
      <span key="result" className="flex gap-3">
        <ProfitLoss amount={position.unrealised} currency={quote} />
        <InDisplay amount={position.unrealised} currency={quote} signed />
        <ReturnRatio ratio={position.unrealisedRatio} />
      </span>,
    ],
    ["Opened", <Moment key="opened" iso={position.openedMarketAt} format="dayClock" />],
  ];
}

type SettingsProps = { readonly bot: BotView; readonly rules: RulesInForce };

/** What the bot trades by now: strategy, parameters, size, stop, target. */
export function BotSettings({ bot, rules }: SettingsProps) {
  const risk = rules.riskModes[bot.riskMode];
  const share = (ratio: string) => formatPercent(ratio, { signed: false });
  return (
    <Panel
      title="Settings in force"
      asOf={`version ${bot.version}`}
      actions={
        <span className="flex gap-1">
          <Link className={buttonStyles()} href={`/bodyguard?bot=${bot.botId}`}>
            Bodyguard
          </Link>
          <Link className={buttonStyles()} href={`/backtests?bot=${bot.botId}`}>
            Backtest
          </Link>
        </span>
      }
    >
      <div className={PANEL_BODY}>
        <Facts
          facts={[
            ["Strategy", bot.strategy],
            ["Parameters", paramsOf(bot)],
            ["Market", `${bot.symbol} on ${exchangeLabel(bot.exchange)}, ${bot.timeframe} candles`],
            ["Capital", formatMoney(bot.initialCapital, bot.stakeCurrency)],
            ["Risk mode", bot.riskMode],
            ["Size", `${share(risk.positionSize)} of capital, cap ${share(risk.positionCap)}`],
            ...exitFacts(bot.exits, {
              stop: risk.stop,
              target: rules.takeProfit,
              trailing: rules.trailingStop,
            }),
            ["Enters at", `score ${formatPrice(rules.entryThreshold, 2)} or more`],
            ["Created", <Moment key="created" iso={bot.createdWallAt} format="dayClock" />],
          ]}
        />
      </div>
    </Panel>
  );
}

const paramsOf = (bot: BotView): string =>
  Object.entries(bot.params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ") || "the strategy’s own";
