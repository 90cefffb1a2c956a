// The oracle of the parity test: candles, ticks and the pure core in one loop. No database, no venue, no jobs.

import { toColumns } from "@/server/decisions/core/candle-columns";
import { planDecision, type Snapshot } from "@/server/decisions/core/plan-decision";
import { marketFillPrice } from "@/server/exchange/core/market-fill";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import {
  type Decimal,
  floorToStep,
  maxOf,
  minOf,
  ONE,
  toDecimal,
  toStored,
  ZERO,
} from "@/server/kernel/money";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed, Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import {
  applyFill,
  emptyPosition,
  entryPriceOf,
  type PositionState,
} from "@/server/positions/core/apply-fill";
import { checkStops, placeStops, type StopLevels } from "@/server/positions/core/check-stops";
import { defaultSettings } from "@/server/settings/core/settings";
import { emaCross } from "@/server/strategy/core/ema-cross";

export type Act = { readonly slot: number; readonly action: string; readonly reasonCode: string };
export type FilledOrder = {
  readonly side: string;
  readonly amount: string;
  readonly price: string;
  readonly reason: string;
};

type Setup = {
  readonly market: { readonly exchange: ExchangeName; readonly symbol: string };
  readonly params: { readonly [name: string]: unknown };
  readonly capital: string;
  readonly until: MarketMs;
  /** a round trip that costs this or more makes entries rest as maker */
  readonly makerFirstAbove?: string;
};
type Pending = {
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly reason: string;
  readonly from: number;
  readonly limit: { readonly price: Decimal; readonly restUntil: number; readonly rests: boolean } | null;
  readonly stopPrice: Decimal | null;
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
export async function runPlainLoop(
  feed: MarketFeed,
  setup: Setup,
): Promise<{ acts: Act[]; filledOrders: FilledOrder[] }> {
  const rules = (await feed.markets()).find((one) => one.symbol === setup.market.symbol);
  if (!rules) throw new Error("the feed lacks the market");
  const range = { from: marketMs(0), until: setup.until, limit: 100_000 };
  const loop = new PlainLoop(setup, rules, await feed.candles(setup.market, TIMEFRAME, range));
  let slot = Math.floor(feed.startAt / STEP);
  for (const tick of await feed.ticks(feed.startAt, setup.until)) {
    const now = Math.floor(tick.at / STEP);
    if (now > slot) loop.decide(now * STEP, tick.at);
    slot = now;
    loop.watch(tick);
    loop.match(tick);
    loop.giveUp(tick);
  }
  return { acts: loop.acts, filledOrders: loop.filledOrders };
}

class PlainLoop {
  readonly acts: Act[] = [];
  readonly filledOrders: FilledOrder[] = [];
  private quote: Decimal;
  private readonly memory: number;
  private base: Decimal = ZERO;
  private position: PositionState = emptyPosition;
  private levels: StopLevels | null = null;
  private pending: Pending | null = null;

  constructor(
    private readonly setup: Setup,
    private readonly rules: MarketRules,
    private readonly candles: readonly Candle[],
  ) {
    this.quote = toDecimal(setup.capital);
    this.memory = emaCross.memory(emaCross.paramsSchema.parse(setup.params), STEP);
  }

  decide(slot: number, now: number): void {
    const window = this.candles.filter((candle) => candle.openAt + STEP <= slot).slice(-this.memory);
    const plan = planDecision(this.snapshot(slot, window));
    this.acts.push({ slot, action: plan.action, reasonCode: plan.reasonCode });
    if (!plan.order) return;
    const { side, amount, reasonCode: reason, limitPrice, restMs } = plan.order;
    const limit = limitPrice && { price: limitPrice, restUntil: now + (restMs ?? 0), rests: false };
    this.pending = { side, amount, reason, from: now, limit, stopPrice: null };
  }

  watch(tick: Tick): void {
    if (!this.levels || this.pending) return;
    this.levels = { ...this.levels, highestPrice: maxOf(this.levels.highestPrice, tick.last) };
    const hit = checkStops(this.levels, tick.last);
    if (!hit) return;
    const { reasonCode: reason } = hit;
    const stopPrice = reason === "take_profit" ? null : hit.level;
    this.pending = { side: "sell", amount: this.sellable(), reason, from: tick.at, limit: null, stopPrice };
  }

  match(tick: Tick): void {
    const { pending } = this;
    if (!pending || tick.at < pending.from + SETTINGS.paperLatencyMs) return;
    if (pending.limit) this.matchLimit(pending, pending.limit, tick);
    else this.matchMarket(pending, tick);
  }

  /** Settlement's turn, after the venue's: what rests too long is taken back. */
  giveUp(tick: Tick): void {
    const limit = this.pending?.limit;
    if (limit && tick.at >= limit.restUntil) this.pending = null;
  }

  private matchMarket({ side, amount, reason, stopPrice }: Pending, tick: Tick): void {
    const price = marketFillPrice(side, tick, this.rules, MODEL);
    const worst = stopPrice ? minOf(price, floorToStep(stopPrice, this.rules.tickSize)) : price;
    this.fill({ side, amount, reason, price: worst, rate: this.rules.takerFee });
  }

  /** Post only: taking ends it. Then it rests, and trades where the price goes through it. */
  private matchLimit(pending: Pending, limit: NonNullable<Pending["limit"]>, tick: Tick): void {
    const { side, amount, reason } = pending;
    if (limit.rests) {
      if (tick.last.gte(limit.price)) return;
      this.fill({ side, amount, reason, price: limit.price, rate: this.rules.makerFee });
    } else if (tick.last.times(ONE.plus(MODEL.halfSpread)).lte(limit.price)) this.pending = null;
    else this.pending = { ...pending, limit: { ...limit, rests: true } };
  }

  /** Fees are taken out of what is received: coins when buying, money when selling. */
  private fill(filledOrder: {
    side: "buy" | "sell";
    amount: Decimal;
    reason: string;
    price: Decimal;
    rate: Decimal;
  }): void {
    const { side, amount, price, reason } = filledOrder;
    const value = toStored(amount.times(price));
    const buys = side === "buy";
    const fee = toStored((buys ? amount : value).times(filledOrder.rate));
    this.quote = buys ? this.quote.minus(value) : this.quote.plus(value).minus(fee);
    this.base = buys ? this.base.plus(amount).minus(fee) : this.base.minus(amount);
    this.filledOrders.push({ side, amount: amount.toFixed(), price: price.toFixed(), reason });
    const { position } = applyFill(this.position, {
      side,
      amount,
      price,
      fee,
      feeIn: buys ? "base" : "quote",
    });
    // what is below one lot is carried into the next position
    this.position = buys ? position : { ...emptyPosition, amount: position.amount, cost: position.cost };
    this.levels = buys ? this.placeLevels(position, price) : null;
    this.pending = null;
  }

  private sellable(): Decimal {
    return floorToStep(minOf(this.position.amount, this.base), this.rules.lotSize);
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
      candleMs: STEP,
      intervalsBehind: (slot - (newest?.openAt ?? 0) - STEP) / STEP,
      staleIntervals: SETTINGS.staleIntervals,
      price,
      holding: this.levels
        ? { positionId: "p", sellable: this.pending ? ZERO : minOf(held, this.base) }
        : null,
      equity: toStored(this.quote.plus(this.base.times(price))),
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
        gapRoom: toDecimal(SETTINGS.gapRoom),
        held: this.base,
        makerFirst: {
          above: toDecimal(this.setup.makerFirstAbove ?? SETTINGS.makerFirstAbove),
          restMs: Math.min(SETTINGS.entryRestMs, STEP),
        },
      },
    };
  }
}
