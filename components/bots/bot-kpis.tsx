"use client";
import type { BotView } from "@/server/bots/core/bot";
import type { BotTileView, PositionView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import { type LateFeed, oldestFor } from "../live/feed-age";
import { useFreshness } from "../live/use-freshness";
import { useLateFeeds } from "../live/use-late-feeds";
import { fromScaled, negative, toScaled } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { formatCount, formatMoney, formatPercent, formatShare } from "../ui/format-number";
import { Kpi, kpisStyles } from "../ui/kpi";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";
import { BotSums } from "./bot-sums";

type BotKpisProps = {
  readonly bot: BotView;
  /** null before the worker has published the bot */
  readonly tile: BotTileView | null;
  readonly position: PositionView | null;
};

/** The seven figures of a bot, each with what it is based on. An unknown is "—". */
export function BotKpis(known: BotKpisProps) {
  const { freshness } = useFreshness();
  const late = oldestFor(useLateFeeds(), known.position ? [known.position] : []);
  const props = { ...known, late };
  return (
    <section
      aria-label="Key figures"
      data-gone={freshness === "dead" || undefined}
      className="data-gone:text-dead"
    >
      <dl className={kpisStyles({ columns: "hero" })}>
        <MoneyFigures {...props} />
        <RiskFigures {...props} />
      </dl>
      <BotSums tile={known.tile} />
    </section>
  );
}

/** `late` is the price of what it holds, where that is not of now. */
type FiguresProps = BotKpisProps & { readonly late: LateFeed | null };

function MoneyFigures({ bot, tile, position, late }: FiguresProps) {
  const currency = bot.stakeCurrency;
  // of one instant with the equity, where the worker has published it
  const { realised, closedTrades, wins } = tile?.record ?? bot;
  const unrealised = tile?.record?.unrealised ?? (position ? position.unrealised : "0");
  return (
    <>
      <Kpi
        size="hero"
        label="Bot equity"
        value={tile?.equity ?? null}
        figure={
          <Figure full={tile && `${tile.equity} ${currency}`}>
            {formatMoney(tile?.equity ?? null, currency)}
          </Figure>
        }
        basis={
          <>
            <ReturnRatio ratio={tile?.returnRatio ?? null} />
            <AsOf late={late} />
          </>
        }
      />
      <Kpi
        label="Today"
        value={tile?.today ?? null}
        figure={<ProfitLoss amount={tile?.today ?? null} currency={currency} />}
        basis={
          tile?.today ? (
            <>
              <ReturnRatio ratio={tile.todayRatio} />
              <span>since 00:00</span>
            </>
          ) : (
            <span>not known at 00:00</span>
          )
        }
      />
      <Kpi
        label="Realised, net of fees"
        value={realised}
        figure={<ProfitLoss amount={realised} currency={currency} />}
        basis={
          <span>
            {formatCount(closedTrades)} closed, {formatShare(wins, closedTrades)} won
          </span>
        }
      />
      <Kpi
        label="Unrealised"
        value={unrealised}
        figure={<ProfitLoss amount={unrealised} currency={currency} />}
        basis={
          <>
            <span>{position ? "1 position" : "no position"}</span>
            <AsOf short late={late} />
          </>
        }
      />
    </>
  );
}

function RiskFigures({ bot, tile, position, late }: FiguresProps) {
  const [base] = bot.symbol.split("/");
  const against = tile?.holdRatio ? minus(tile.returnRatio, tile.holdRatio) : null;
  return (
    <>
      <Kpi
        label="At risk now"
        value={position?.atRisk ?? "0"}
        figure={
          <Figure full={`${position?.atRisk ?? "0"} ${bot.stakeCurrency}`}>
            {formatMoney(position?.atRisk ?? "0", bot.stakeCurrency)}
          </Figure>
        }
        basis={<span>{shareOf(position?.atRisk ?? "0", tile?.equity ?? null)} of bot equity</span>}
      />
      <Kpi
        label="Drawdown"
        value={tile?.drawdownRatio ?? null}
        figure={<ReturnRatio ratio={tile?.drawdownRatio ? negative(tile.drawdownRatio) : null} />}
        basis={
          <>
            <span>max {formatPercent(tile?.maxDrawdownRatio ? negative(tile.maxDrawdownRatio) : null)}</span>
            <AsOf short late={late} />
          </>
        }
      />
      <Kpi
        label={`Against holding ${base}`}
        value={against}
        figure={<ReturnRatio ratio={against} />}
        basis={
          <span>
            {tile?.holdRatio
              ? `${base} itself ${formatPercent(tile.holdRatio)}`
              : "its first price was not seen"}
          </span>
        }
      />
    </>
  );
}

function minus(a: string, b: string): string | null {
  const [x, y] = [toScaled(a), toScaled(b)];
  return x === null || y === null ? null : fromScaled(x - y);
}

function shareOf(part: string, whole: string | null): string {
  const [x, y] = [toScaled(part), whole === null ? null : toScaled(whole)];
  if (x === null || y === null || y <= 0n) return "—";
  return formatPercent(fromScaled((x * 10n ** 18n) / y), { signed: false });
}
