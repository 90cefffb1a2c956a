import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { PureVenue } from "@/server/exchange/paper/testing/pure-venue";
import { meanTrueRange } from "@/server/indicators/core/atr";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { Decimal, minOf } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { placeStops, type StopHit } from "@/server/positions/core/check-stops";
import { botExits, stopRatioOf, toPositionExits } from "@/server/positions/core/exit-rules";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { findHit } from "./close-hit-positions";
import { StopBoard } from "./stop-board";

const FOLDER = path.resolve(import.meta.dirname, "../../../shared/facts/market");
const COINS = ["BTC", "ETH", "XRP", "SOL", "DOGE"] as const;
const HOUR = 12;
const CANDLE_MS = 300_000;
const WORST_EACH = 4;

const d = (value: number | string) => new Decimal(value);
const rules: MarketRules = {
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: d("0.00001"),
  lotSize: d("0.00001"),
  minAmount: d("0.00001"),
  minNotional: d("5"),
  makerFee: d("0.001"),
  takerFee: d("0.001"),
};
const terms = {
  rules,
  venue: venueRules.binance,
  model: { halfSpread: d("0.0002"), slippage: d("0.0003") },
};

/** Every way out that is a stop, and the gains that raise some of them; time with a stop far below. */
const KINDS = {
  fixed: { stop: { kind: "percent", ratio: "0.01" } },
  volatility: { stop: { kind: "volatility", multiple: "1.5", candles: 14 } },
  trailing: { trailing: { ratio: "0.005", offset: "0.005" } },
  "break-even": { breakEven: { after: "0.005", keep: "0.002" } },
  partial: { partials: [{ at: "0.005", share: "0.5" }] },
  time: { timeHours: 0.1, stop: { kind: "percent", ratio: "0.05" } },
} as const;
type Kind = keyof typeof KINDS;

type Candle = { readonly at: number; readonly [price: string]: number };

function position(kind: Kind, entry: Decimal, at: number, range: number): OpenPosition {
  const exits = botExits.parse(KINDS[kind]);
  const ratio = stopRatioOf(exits, { standard: d("0.03"), price: entry, averageRange: () => range });
  const amount = d(1_000).div(entry).toDecimalPlaces(5, Decimal.ROUND_DOWN);
  const stops = placeStops(entry, {
    stop: ratio,
    target: d("0.05"),
    trailing: d(exits.trailing?.ratio ?? "0.03"),
  });
  return {
    ...stops,
    positionId: kind,
    userId: "u",
    botId: "b",
    versionId: "v",
    book: "paper",
    venue: "paper:binance",
    exchange: "binance",
    symbol: rules.symbol,
    base: rules.base,
    quote: rules.quote,
    status: "open",
    amount,
    cost: amount.times(entry),
    boughtAmount: amount,
    boughtQuote: amount.times(entry),
    soldAmount: d(0),
    soldQuote: d(0),
    feesQuote: d(0),
    realised: d(0),
    timeStopAt: exits.timeHours === null ? null : marketMs(at + exits.timeHours * 3_600_000),
    highestPrice: entry,
    peakFrom: null,
    exits: toPositionExits(exits),
    stopSet: false,
    targetSet: false,
    exitsRevision: 1,
    exitReason: null,
    openedMarketAt: marketMs(at),
    openedWallAt: wallMs(0),
  };
}

type Sold = { readonly hit: StopHit; readonly at: Tick; readonly filledAt: Tick; readonly price: Decimal };

/** The stops' own way through the prices, at the real paper venue's rules; a sale is booked before the next price. */
class Play {
  readonly sales: Sold[] = [];
  private board: StopBoard;
  private asked: { readonly hit: StopHit; readonly at: Tick } | null = null;
  private readonly venue = new PureVenue(terms);

  constructor(private held: OpenPosition) {
    this.venue.deposit(rules.base, held.amount);
    this.board = new StopBoard([held], ({ highestPrice }) => highestPrice);
  }

  get left(): Decimal {
    return this.held.amount;
  }

  show(tick: Tick): void {
    const before = this.venue.trades.length;
    this.venue.match(tick, null, null);
    for (const trade of this.venue.trades.slice(before)) this.book(trade, tick);
    for (const place of this.board.hitBy(tick)) this.look(tick, place);
  }

  private book({ amount, price }: { amount: Decimal; price: Decimal }, filledAt: Tick): void {
    if (!this.asked) throw new Error("nobody asked for this sale");
    this.sales.push({ ...this.asked, filledAt, price });
    const { held } = this;
    const highestPrice = this.board.peakAt(0);
    const soldAmount = held.soldAmount.plus(amount);
    this.held = { ...held, amount: held.amount.minus(amount), soldAmount, highestPrice };
    this.board = new StopBoard([this.held], () => highestPrice);
    this.asked = null;
  }

  private look(tick: Tick, place: number): void {
    if (this.asked || this.left.isZero()) return;
    const hit = findHit({ ...this.held, highestPrice: this.board.peakAt(place) }, tick, rules);
    if (!hit) return;
    this.asked = { hit, at: tick };
    this.venue.place(sell(this.left.minus(hit.kept ?? 0), isTarget(hit) ? null : hit.level), tick, null);
  }
}

const isTarget = ({ reasonCode }: StopHit): boolean =>
  reasonCode === "take_profit" || reasonCode === "partial_target";

function play(open: OpenPosition, ticks: readonly Tick[]): Play {
  const played = new Play(open);
  for (const tick of ticks) played.show(tick);
  return played;
}

const sell = (amount: Decimal, stopPrice: Decimal | null) => ({
  userId: "u",
  book: "paper" as const,
  venue: "paper:binance",
  base: rules.base,
  quote: rules.quote,
  clientOrderId: "c",
  symbol: rules.symbol,
  side: "sell" as const,
  type: "market" as const,
  amount: amount.toDecimalPlaces(5, Decimal.ROUND_DOWN),
  limitPrice: null,
  postOnly: false,
  stopPrice,
  triggerPrice: null,
  deadline: wallMs(1e15),
});

const tickOf = (price: number, at: number): Tick => {
  const last = d(price);
  return { exchange: "binance", symbol: rules.symbol, at: marketMs(at), last, bid: last, ask: last };
};

/** Nothing is sold better than the market stood when it was sold, nor a stop better than its level. */
function expectHonest({ sales }: Play): void {
  for (const { hit, filledAt, price } of sales) {
    expect(price.lt(filledAt.last)).toBe(true);
    const isStop = ["stop_loss", "trailing_stop", "break_even"].includes(hit.reasonCode);
    if (isStop && hit.level) expect(price.lte(minOf(hit.level, filledAt.last))).toBe(true);
  }
}

/** Of a candle: open, low, high, close, and each again a second later, so that what was asked for there fills there. */
const ticksOf = (candles: readonly Candle[]): readonly Tick[] =>
  candles.flatMap(({ at, open = 0, high = 0, low = 0, close = 0 }) => {
    const path = close < open ? [open, high, low, close] : [open, low, high, close];
    return path.flatMap((price, step) => [
      tickOf(price, at + step * 60_000),
      tickOf(price, at + step * 60_000 + 1_000),
    ]);
  });

function readCandles(coin: string): readonly Candle[] {
  const file = path.join(FOLDER, `BINANCE_${coin}-USDT_5m.csv.gz`);
  const [, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => {
    const [at = 0, open = 0, high = 0, low = 0, close = 0] = line.split(",").map(Number);
    return { at, open, high, low, close };
  });
}

/** The hours that fell deepest from their highest price, apart from each other: where each begins. */
function worstHours(candles: readonly Candle[]): readonly number[] {
  const drops: { from: number; drop: number }[] = [];
  for (let from = 60; from + 2 * HOUR < candles.length; from += HOUR) {
    let [high, drop] = [0, 0];
    for (const candle of candles.slice(from, from + HOUR)) {
      high = Math.max(high, candle.high ?? 0);
      drop = Math.max(drop, 1 - (candle.low ?? 0) / high);
    }
    drops.push({ from, drop });
  }
  return drops
    .toSorted((a, b) => b.drop - a.drop)
    .slice(0, WORST_EACH)
    .map(({ from }) => from);
}

/** The two hours from `from` on, at prices that begin at 50, and what their ranges were before. */
function crashAt(candles: readonly Candle[], from: number) {
  const column = (name: string) =>
    Float64Array.from(candles.slice(from - 30, from), (candle) => candle[name] ?? 0);
  const range = meanTrueRange({ high: column("high"), low: column("low"), close: column("close") }, 30, 14);
  const unit = 50 / (candles[from]?.open ?? 1);
  const hours = candles
    .slice(from, from + 2 * HOUR)
    .map(({ at, open = 0, high = 0, low = 0, close = 0 }) => ({
      at,
      open: open * unit,
      high: high * unit,
      low: low * unit,
      close: close * unit,
    }));
  return { hours, range: range * unit, lowest: Math.min(...hours.map(({ low }) => low)) };
}

function playCrash(kind: Kind, { hours, range, lowest }: ReturnType<typeof crashAt>): Play {
  const played = play(position(kind, d(50), hours[0]?.at ?? 0, range), ticksOf(hours));
  expectHonest(played);
  expect(played.sales.filter(({ hit }) => hit.reasonCode !== "partial_target").length).toBeLessThanOrEqual(1);
  // a fall by more than any of these stops leaves nobody in
  if (lowest < 50 * 0.95) expect(played.left.toFixed()).toBe("0");
  return played;
}

describe.skipIf(!existsSync(FOLDER))("recorded crashes (skipped where shared/facts/market is absent)", () => {
  it.each(COINS)("every stop in the worst hours of %s: sold once, never better than the market", (coin) => {
    const candles = readCandles(coin);
    const crashes = worstHours(candles).map((from) => crashAt(candles, from));
    const played = crashes.flatMap((crash) =>
      (Object.keys(KINDS) as Kind[]).map((kind) => playCrash(kind, crash)),
    );
    const reasons = new Set(played.flatMap(({ sales }) => sales.map(({ hit }) => hit.reasonCode)));
    expect([...reasons]).toEqual(expect.arrayContaining(["stop_loss", "time_stop"]));
  });
});

// Guards a position against a gap: nobody trades where the price never was.
describe("every stop on gaps", () => {
  const RISEN = [50, 50.1, 50.4, 50.6];
  const FIRES = {
    fixed: "stop_loss",
    volatility: "stop_loss",
    trailing: "trailing_stop",
    "break-even": "break_even",
    partial: "stop_loss",
    time: "stop_loss",
  } as const;

  test.each(
    (Object.keys(KINDS) as Kind[]).flatMap((kind) => [48.6, 44, 20].map((gap) => [kind, gap] as const)),
  )("%s, a gap to %d", (kind, gap) => {
    const prices = [...RISEN, gap, gap * 0.999, gap * 0.999, gap];
    const ticks = prices.map((price, n) => tickOf(price, CANDLE_MS + n * 1_000));
    const played = play(position(kind, d(50), CANDLE_MS, 0.3), ticks);
    expectHonest(played);
    const stop = played.sales.at(-1);
    const isWide = kind === "partial" || kind === "time";
    if (gap > 48.5 && isWide) return;
    // the position's own stop comes before what the price had raised
    expect(stop?.hit.reasonCode).toBe(gap > 48.5 ? FIRES[kind] : "stop_loss");
    expect(stop?.price.lte(gap)).toBe(true);
    expect(played.left.isZero()).toBe(true);
  });

  it("a gap over the target sells at the market there, a little below its price, and partial targets go with it", () => {
    const ticks = [50, 53, 53, 53].map((price, n) => tickOf(price, CANDLE_MS + n * 1_000));
    const played = play(position("partial", d(50), CANDLE_MS, 0.3), ticks);
    expectHonest(played);
    expect(played.sales.map(({ hit }) => hit.reasonCode)).toEqual(["take_profit"]);
  });

  it("time is up at whatever price, at the first one after it", () => {
    const late = CANDLE_MS + 360_000;
    const ticks = [tickOf(50, late - 1), tickOf(49.9, late), tickOf(49.8, late + 1_000)];
    const played = play(position("time", d(50), CANDLE_MS, 0.3), ticks);
    expect(played.sales.map(({ hit, at }) => [hit.reasonCode, at.at])).toEqual([
      ["time_stop", plusMs(marketMs(late), 0)],
    ]);
  });
});
