import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type MarketMs, toDate } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { timeframes } from "@/server/market/core/candle";
import { findMarket, type KnownMarket } from "@/server/market/find-market";
import { getSettings } from "@/server/settings/get-settings";
import { findStrategy, strategyIds } from "@/server/strategy/core/catalog";
import { BACKTEST_LIMITS, type BacktestRequest } from "./core/backtest-request";
import { backtestTitle } from "./core/backtest-title";
import type { BacktestView } from "./core/backtest-view";
import { judgeRequest } from "./core/judge-request";
import { showBacktest } from "./show-backtest";
import { countBacktests, saveNewBacktest } from "./store";

/**
 * Puts a backtest in the queue; its id is the run id of the ask. The period is cut to the prices there are: the whole of
 * a recording, wherever the market clock stands, else up to market time; so the title says what is tested. Refuses with `invalid` what cannot be replayed, `not_found` for a market that the
 * prices in use do not have, `limit_reached` for too many.
 */
export async function requestBacktest(
  input: BacktestRequest,
  ctx: ActionContext,
): Promise<Result<BacktestView>> {
  const found = await findFacts(input);
  if (!found.ok) return found;
  const { source, ...facts } = found.value;
  const cut = cutToPrices(input, facts.markets, ctx.marketNow);
  if (!cut.ok) return cut;
  const request = cut.value;
  const judged = judgeRequest(request, { ...facts, settings: await getSettings(ctx.userId) });
  if (!judged.ok) return judged;
  const counted = await countBacktests(ctx.userId);
  if (counted.open >= BACKTEST_LIMITS.queuedPerUser) {
    return refuse(
      "limit_reached",
      `${counted.open} backtests wait already: wait for one to end, or cancel one.`,
    );
  }
  if (counted.all >= BACKTEST_LIMITS.keptPerUser) {
    return refuse("limit_reached", `${counted.all} backtests are kept already: delete some first.`);
  }
  const { total, options } = judged.value;
  const title = backtestTitle(request, facts.strategy.title);
  const id = ctx.runId;
  const asked = await commit(ctx, {
    action: "backtest.requested",
    subject: id,
    reason: title,
    detail: { kind: request.kind, strategy: request.strategy, symbols: request.symbols, total },
    events: [
      {
        name: "backtest/changed",
        data: { backtestId: id, status: "queued", done: 0, total, step: "", etaMs: null },
      },
    ],
    write: (tx) =>
      saveNewBacktest(tx, {
        id,
        userId: ctx.userId,
        title,
        source,
        request,
        options,
        total,
        counted,
        wallNow: ctx.wallNow,
      }),
  });
  return asked.ok ? showBacktest(ctx.userId, id) : asked;
}

function cutToPrices(
  input: BacktestRequest,
  markets: readonly Pick<KnownMarket, "span">[],
  marketNow: MarketMs,
): Result<BacktestRequest> {
  const spans = markets.flatMap(({ span }) => span ?? []);
  const isRecorded = spans.length > 0 && spans.length === markets.length;
  const first = isRecorded ? Math.min(...spans.map((span) => span.from)) : Number.NEGATIVE_INFINITY;
  const last = isRecorded ? Math.max(...spans.map((span) => span.until)) : marketNow;
  const from = Math.max(Date.parse(input.from), first);
  const until = Math.min(Date.parse(input.to), last);
  if (from < until) return accept({ ...input, from: toUtc(from), to: toUtc(until) });
  return refuse(
    "invalid",
    isRecorded
      ? `The recorded prices reach from ${toUtc(first)} to ${toUtc(last)}: choose a period inside.`
      : `The period lies after market time (${toDate(marketNow).toISOString()}): choose an earlier one.`,
    "from",
  );
}

/** One form of instant, so that texts compare. */
const toUtc = (instant: number): string => new Date(instant).toISOString();

async function findFacts(request: BacktestRequest) {
  const strategy = findStrategy(request.strategy);
  if (!strategy) {
    const known = strategyIds().join(", ");
    return refuse(
      "invalid",
      `There is no strategy "${request.strategy}": choose one of ${known}.`,
      "strategy",
    );
  }
  const timeframe = timeframes.find((one) => one === request.timeframe);
  if (!timeframe) {
    return refuse(
      "invalid",
      `${request.timeframe} is no timeframe: choose one of ${timeframes.join(", ")}.`,
      "timeframe",
    );
  }
  const symbols = [...new Set(request.symbols)];
  if (symbols.length < request.symbols.length)
    return refuse("invalid", "A symbol is named twice: name it once.", "symbols");
  const markets = await Promise.all(symbols.map((symbol) => findMarket(request.exchange, symbol)));
  const missing = symbols[markets.indexOf(null)];
  if (missing !== undefined) {
    return refuse("not_found", `The prices in use have no ${missing} on ${request.exchange}.`, "symbols");
  }
  const known = markets.filter((market) => market !== null);
  if (new Set(known.map(({ rules }) => rules.quote)).size > 1) {
    return refuse(
      "invalid",
      "The symbols have different quote currencies: one wallet holds one currency.",
      "symbols",
    );
  }
  return accept({ strategy, timeframe, markets: known, source: known[0]?.source ?? "" });
}
