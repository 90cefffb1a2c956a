import type { ReportTrade } from "@/server/backtest/core/backtest-view";
import type { RunMetrics } from "@/server/backtest/core/metrics/measure-run";
import { duration, moment, money, percent, price, ratio } from "@/server/backtest/plain-figures";
import { type PlainColumn, plainTable } from "./plain-table";
import type { replayCandles, replayTogether } from "./run";

type Answer = Awaited<ReturnType<typeof replayCandles>> | Awaited<ReturnType<typeof replayTogether>>;
type Trade = {
  readonly symbol?: string;
  readonly openTime: number;
  readonly closeTime: number;
  readonly openRate: string;
  readonly closeRate: string;
  readonly profitAbs: string;
  readonly profitRatio: string;
  readonly exitReason: ReportTrade["exitReason"];
};

const SHOWN = 20;

/** A run for people: the newest trades, the figures that matter, what was checked. JSON has all of it. */
export function showRun(answer: Answer): void {
  const { trades, metrics, checks, timing, strategy, timeframe, from, to } = answer;
  const named = Object.entries(answer.params).map(([name, value]) => `${name} ${value}`);
  const lines = [
    `${strategy}${named.length === 0 ? "" : ` (${named.join(", ")})`} on ${answer.candles} candles of ${timeframe}, ${moment(from)} to ${moment(to)} UTC`,
    "",
    ...tradeLines(trades, "symbols" in answer),
    ...("symbols" in answer ? [symbolTable(answer.symbols), ""] : []),
    figureTable(metrics),
    "",
    ...new Set([checks.lookAhead.words, checks.warmUp.words]),
    `${money(metrics.startingBalance)} became ${money(metrics.finalBalance)} by ${trades.length} trades; ${timing.cpuMs.toFixed(1)} ms of one core.`,
  ];
  console.log(lines.join("\n"));
}

function tradeLines(trades: readonly Trade[], several: boolean): readonly string[] {
  if (trades.length === 0) return ["No trades.", ""];
  const columns: readonly PlainColumn<Trade>[] = [
    { head: "opened", text: ({ openTime }) => moment(openTime) },
    { head: "closed", text: ({ closeTime }) => moment(closeTime) },
    { head: "market", text: ({ symbol }) => symbol ?? "" },
    { head: "bought at", right: true, text: ({ openRate }) => price(openRate) },
    { head: "sold at", right: true, text: ({ closeRate }) => price(closeRate) },
    { head: "profit", right: true, text: ({ profitAbs }) => money(profitAbs) },
    { head: "of cost", right: true, text: ({ profitRatio }) => percent(profitRatio) },
    { head: "why sold", text: ({ exitReason }) => exitReason },
  ];
  const shown = columns.filter(({ head }) => several || head !== "market");
  const more = trades.length > SHOWN ? [`The newest ${SHOWN} of ${trades.length} trades.`] : [];
  return [plainTable(trades.slice(-SHOWN), shown), ...more, ""];
}

type Symbols = Extract<Answer, { readonly symbols: unknown }>["symbols"];

const symbolTable = (symbols: Symbols): string =>
  plainTable(symbols, [
    { head: "market", text: ({ symbol }) => symbol },
    { head: "candles", right: true, text: ({ candles }) => String(candles) },
    { head: "from", text: ({ from }) => moment(from) },
    { head: "to", text: ({ to }) => moment(to) },
    { head: "trades", right: true, text: ({ trades }) => String(trades) },
    { head: "profit", right: true, text: ({ profitAbs }) => money(profitAbs) },
  ]);

/** The figures people look at first, each with what it is computed from. */
export function figureTable({ trades, daily, equity, buyAndHold }: RunMetrics): string {
  const figures: readonly (readonly [string, string, string])[] = [
    ["net result", money(trades.totalProfit), "closed trades, after fees"],
    ["total return", percent(daily.totalReturn), "daily equity"],
    ["CAGR, 365 days", percent(daily.cagr), "daily equity"],
    ["Sharpe", ratio(daily.sharpe), "daily equity"],
    ["Sortino", ratio(daily.sortino), "daily equity"],
    ["Calmar", ratio(daily.calmar), "daily equity"],
    ["max drawdown", percent(equity.maxDrawdownRelative), "equity at each candle"],
    ["longest under water", duration(equity.maxDrawdownMs), "equity at each candle"],
    ["trades", String(trades.trades), `${trades.wins} won, ${trades.losses} lost`],
    ["win rate", percent(trades.winRate), "closed trades"],
    ["profit factor", ratio(trades.profitFactor), "closed trades"],
    ["expectancy", money(trades.expectancy), "a trade"],
    ["SQN", ratio(trades.sqn), "closed trades"],
    ["average time held", duration(trades.averageDurationMs), "closed trades"],
    ["exposure", percent(trades.exposure), "of the time"],
    ["fees", money(trades.fees), "both sides"],
    ["holding instead", percent(buyAndHold?.totalReturn), "the same candles"],
  ];
  return plainTable(figures, [
    { head: "figure", text: ([name]) => name },
    { head: "value", right: true, text: ([, value]) => value },
    { head: "from", text: ([, , basis]) => basis },
  ]);
}
