// The oracle of the parity test: candles, ticks and the pure core in one loop. No database, no venue, no jobs.
import { marketFillPrice, takerFee } from "@/server/exchange/core/market-fill";
import type { MarketRules } from "@/server/exchange/core/market-rules";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed, Tick } from "@/server/market/core/market-feed";
import {
  applyFill,
  emptyPosition,
  entryPriceOf,
  type PositionState,
} from "@/server/positions/core/apply-fill";
import { checkStops, placeStops, type StopLevels } from "@/server/positions/core/check-stops";
import { defaultSettings } from "@/server/settings/core/settings";
import { DECISION_WINDOW } from "@/server/strategy/core/strategy";
import { toColumns } from "../core/candle-columns";
import { planDecision, type Snapshot } from "../core/plan-decision";

export type Act = { readonly slot: number; readonly action: string; readonly reasonCode: string };
export type Deal = {
  readonly side: string;
  readonly amount: string;
  readonly price: string;
  readonly reason: string;
};

type Setup = {
  readonly market: { readonly exchange: string; readonly symbol: string };
  readonly params: { readonly [name: string]: unknown };
  readonly capital: string;
  readonly until: MarketMs;
};
type Pending = {
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly reason: string;
  readonly from: number;
};

const TIMEFRAME = "5m";
const STEP = timeframeMs(TIMEFRAME);
const SETTINGS = defaultSettings;
const RISK = SETTINGS.riskModes.balanced;
const MODEL = {
  halfSpread: toDecimal(SETTINGS.paperHalfSpread),
  slippage: toDecimal(SETTINGS.paperSlippage),
};
const RATIOS = {
  stop: toDecimal(RISK.stop),
  target: toDecimal(SETTINGS.takeProfit),
  trailing: toDecimal(SETTINGS.trailingStop),
};

/** What one balanced bot on 5m candles decides and trades on the feed until that instant. */
export async function runPlainLoop(feed: MarketFeed, setup: Setup): Promise<{ acts: Act[]; deals: Deal[] }> {
  const rules = (await feed.markets()).find((one) => one.symbol === setup.market.symbol);
  if (!rules) throw new Error("the feed lacks the market");
  const range = { from: marketMs(0), until: setup.until, limit: 100_000 };
  const loop = new PlainLoop(setup, rules, await feed.candles(setup.market, TIMEFRAME, range));
  let slot = Math.floor(feed.startAt / STEP);
  for (const tick of await feed.ticks(feed.startAt, setup.until)) {
    const now = Math.floor(tick.at / STEP);
    if (now > slot) loop.decide(now * STEP);
    slot = now;
    loop.watch(tick);
    loop.match(tick);
  }
  return { acts: loop.acts, deals: loop.deals };
}

class PlainLoop {
  readonly acts: Act[] = [];
  readonly deals: Deal[] = [];
  private quote: Decimal;
  private position: PositionState = emptyPosition;
  private levels: StopLevels | null = null;
  private pending: Pending | null = null;

  constructor(
    private readonly setup: Setup,
    private readonly rules: MarketRules,
    private readonly candles: readonly Candle[],
  ) {
    this.quote = toDecimal(setup.capital);
  }

  decide(slot: number): void {
    const window = this.candles.filter((candle) => candle.openAt + STEP <= slot).slice(-DECISION_WINDOW);
    const plan = planDecision(this.snapshot(slot, window));
    this.acts.push({ slot, action: plan.action, reasonCode: plan.reasonCode });
    if (!plan.order) return;
    const { side, amount, reasonCode } = plan.order;
    this.pending = { side, amount, reason: reasonCode, from: slot };
  }

  watch(tick: Tick): void {
    if (!this.levels || this.pending) return;
    this.levels = { ...this.levels, highestPrice: maxOf(this.levels.highestPrice, tick.last) };
    const hit = checkStops(this.levels, tick.last);
    if (hit)
      this.pending = { side: "sell", amount: this.position.amount, reason: hit.reasonCode, from: tick.at };
  }

  match(tick: Tick): void {
    if (!this.pending || tick.at < this.pending.from + SETTINGS.paperLatencyMs) return;
    const { side, amount, reason } = this.pending;
    const price = marketFillPrice(side, tick, this.rules, MODEL);
    const fee = takerFee(amount, price, this.rules);
    const value = toStored(amount.times(price));
    this.quote = (side === "buy" ? this.quote.minus(value) : this.quote.plus(value)).minus(fee);
    this.deals.push({ side, amount: amount.toFixed(), price: price.toFixed(), reason });
    const { position } = applyFill(this.position, { side, amount, price, fee, feeIn: "quote" });
    this.position = side === "buy" ? position : emptyPosition;
    this.levels = side === "buy" ? this.placeLevels(position, price) : null;
    this.pending = null;
  }

  private placeLevels(position: PositionState, highestPrice: Decimal): StopLevels {
    const entryPrice = entryPriceOf(position);
    return { ...placeStops(entryPrice, RATIOS), entryPrice, highestPrice };
  }

  private snapshot(slot: number, window: readonly Candle[]): Snapshot {
    const newest = window.at(-1);
    const price = newest?.close ?? ZERO;
    const held = this.position.amount;
    return {
      strategy: "ema-cross",
      params: this.setup.params,
      window: toColumns(window),
      intervalsBehind: (slot - (newest?.openAt ?? 0) - STEP) / STEP,
      staleIntervals: SETTINGS.staleIntervals,
      price,
      holding: held.gt(0) ? { positionId: "p", sellable: this.pending ? ZERO : held } : null,
      equity: toStored(this.quote.plus(held.times(price))),
      rules: this.rules,
      weights: SETTINGS.weights,
      entryThreshold: toDecimal(SETTINGS.entryThreshold),
      entry: {
        book: "demo",
        mode: { paper: true, live: false, halted: false, entriesStopped: false },
        botStatus: "running",
        orderWorking: this.pending !== null,
        freeQuote: this.quote,
        positionSize: toDecimal(RISK.positionSize),
        positionCap: toDecimal(RISK.positionCap),
        reserveBuffer: toDecimal(SETTINGS.reserveBuffer),
        stopRatio: toDecimal(RISK.stop),
      },
    };
  }
}
