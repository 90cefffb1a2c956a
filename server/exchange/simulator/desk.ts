import type { Clocks, WallMs } from "@/server/kernel/clock";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import { type Candle, candleOpenAt, type Timeframe, timeframeMs } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { FaultBook } from "./core/faults";
import { type Knobs, type Manners, MatchingEngine, noKnobs } from "./core/matching-engine";
import type { SimKey } from "./core/sim-key";
import type { Change, MarketView, NewOrder, Now, Placed, Print, SimOrder, SimTrade } from "./core/sim-order";
import type { Journal } from "./journal";
import type { HandSetPrices } from "./prices/hand-set-prices";

/** A market as it was last shown, and what came before: what streams and snapshots tell alike. */
export type Shown = {
  readonly symbol: string;
  /** grows by one with each view */
  readonly sequence: number;
  readonly view: MarketView;
  readonly before: MarketView | null;
  readonly prints: readonly Print[];
};

export type Kept = Change | { readonly kind: "key"; readonly key: SimKey };

const SPIKE = 100;
const LAG_MS = 2_000;
const PRINTS_A_VIEW = 100;
const DAY_MS = 86_400_000;

/**
 * One simulated exchange without its wire: markets as they are shown, orders, keys. Every wire, the control door and
 * the streams act through it, and whatever they do is in the journal before they answer.
 */
export class Desk {
  readonly engine: MatchingEngine;
  readonly keys = new Map<string, SimKey>();
  private readonly shown = new Map<string, Shown & { readonly state: number }>();
  private readonly marketListeners = new Set<(shown: Shown) => void>();
  private readonly changeListeners = new Set<(changes: readonly Change[]) => unknown>();
  private journal: Journal<Kept> | null = null;
  private readonly rules: Map<string, MarketRules>;

  constructor(
    readonly exchange: ExchangeName,
    readonly prices: HandSetPrices,
    readonly faults: FaultBook,
    readonly clocks: Clocks,
    manners: Manners,
  ) {
    this.engine = new MatchingEngine(manners);
    this.rules = new Map(
      prices.markets.map((rules) => [
        rules.symbol,
        manners.hasCostMinimum ? rules : { ...rules, minNotional: ZERO },
      ]),
    );
  }

  keepIn(journal: Journal<Kept>): void {
    this.journal = journal;
  }

  restore(kept: Kept): void {
    if (kept.kind === "key") this.keys.set(kept.key.apiKey, kept.key);
    else this.engine.restore(kept);
  }

  /** All that a journal needs to know. */
  everything(): readonly Kept[] {
    const { holdings, ledger } = this.engine;
    const orders = new Map(ledger.allOrders().map((order) => [order.id, order]));
    return [
      ...[...this.keys.values()].map((key): Kept => ({ kind: "key", key })),
      ...holdings
        .names()
        .flatMap((account) =>
          holdings
            .of(account)
            .map(([asset, { free, used }]): Kept => ({ kind: "balance", account, asset, free, used })),
        ),
      ...ledger.allOrders().map((order): Kept => ({ kind: "order", order })),
      ...ledger.allTrades().flatMap((trade): Kept[] => {
        const order = orders.get(trade.orderId);
        return order ? [{ kind: "trade", trade, order }] : [];
      }),
    ];
  }

  now(): Now {
    return { market: this.clocks.market(), wall: this.clocks.wall() };
  }

  /** The exchange's own wall clock, off by what a fault says. */
  serverTime(): WallMs {
    const off = this.faults.strike("clock_off");
    return (this.clocks.wall() + (off?.ms ?? 0)) as WallMs;
  }

  addKey(key: SimKey): void {
    this.keys.set(key.apiKey, key);
    this.engine.holdings.open(key.account);
    this.journal?.append([{ kind: "key", key }]);
  }

  /** Every market with the rules that hold now; `active` is false where it was taken off. */
  listed(): readonly (MarketRules & { readonly active: boolean })[] {
    return [...this.rules.keys()].flatMap((symbol) => {
      const rules = this.rulesOf(symbol);
      return rules ? [{ ...rules, active: !this.isDelisted(symbol) }] : [];
    });
  }

  rulesOf(symbol: string): MarketRules | null {
    const rules = this.rules.get(symbol);
    if (!rules) return null;
    const changed = this.faults.strike("precision", null, symbol);
    if (!changed) return rules;
    const times = toDecimal(changed.value ?? "10");
    return { ...rules, tickSize: rules.tickSize.times(times), lotSize: rules.lotSize.times(times) };
  }

  isDelisted(symbol: string): boolean {
    return this.faults.strike("delisted", null, symbol) !== null;
  }

  /** The market as it is shown now; tells the streams when it is another view than the last. Null: unknown. */
  look(symbol: string): Shown | null {
    const rules = this.rules.get(symbol);
    if (!rules) return null;
    const at = this.clocks.market();
    const state = this.prices.stateAt(symbol, at);
    const before = this.shown.get(symbol);
    if (before?.state === state) return before;
    const view = this.prices.view(symbol, at);
    if (!view) return null;
    const seen = this.distort(symbol, view, before?.view ?? null);
    const next = {
      symbol,
      state,
      view: seen,
      sequence: before ? before.sequence + 1 : this.clocks.wall(),
      before: before?.view ?? null,
      prints: before
        ? this.prices.prints(
            symbol,
            before.view.quote.at,
            marketMs(Math.max(at, view.quote.at)),
            PRINTS_A_VIEW,
          )
        : [],
    };
    this.shown.set(symbol, next);
    for (const listener of this.marketListeners) listener(next);
    return next;
  }

  /** The last 24 hours of a market in the figures of a ticker. */
  day(symbol: string): { open: Decimal; high: Decimal; low: Decimal; volume: Decimal } | null {
    const until = this.clocks.market();
    const candles = this.prices.candles(symbol, "1h", {
      from: marketMs(until - DAY_MS - 3_600_000),
      until,
      limit: 24,
    });
    const first = candles[0];
    if (!first) return null;
    return candles.reduce(
      (sum, candle) => ({
        open: sum.open,
        high: Decimal.max(sum.high, candle.high),
        low: Decimal.min(sum.low, candle.low),
        volume: sum.volume.plus(candle.volume),
      }),
      { open: first.open, high: first.high, low: first.low, volume: new Decimal(0) },
    );
  }

  /** Oldest first, the last one still open; those that opened from `from` on, or the newest. */
  candles(symbol: string, timeframe: Timeframe, from: number | null, limit: number): readonly Candle[] {
    const now = this.clocks.market();
    const lengthMs = timeframeMs(timeframe);
    const first = from === null ? now - lengthMs * limit : Math.ceil(from / lengthMs) * lengthMs;
    const until = Math.min(now, first + lengthMs * limit);
    if (first > now) return [];
    const closed = this.prices.candles(symbol, timeframe, {
      from: marketMs(first),
      until: marketMs(until),
      limit,
    });
    const open = closed.length < limit && until === now ? this.openCandle(symbol, timeframe) : null;
    return open && open.openAt >= first ? [...closed, open] : closed;
  }

  place(order: NewOrder): Placed {
    const rules = this.rulesOf(order.symbol);
    const view = this.trueView(order.symbol);
    if (!rules || !view) return { ok: false, refused: "unknown_market", words: `no market ${order.symbol}` };
    if (this.isDelisted(order.symbol))
      return { ok: false, refused: "closed_market", words: `${order.symbol} is not traded` };
    if (order.stop && this.faults.strike("stop_rejected", null, order.symbol))
      return { ok: false, refused: "asked", words: "stop orders are refused" };
    const asked = this.faults.strike("reject", "create", order.symbol);
    if (asked) return { ok: false, refused: "asked", words: asked.value ?? "refused" };
    const placed = this.engine.place(order, view, rules, this.now(), this.knobsToPlace(order.symbol));
    this.commit();
    return placed;
  }

  cancel(order: SimOrder): boolean {
    const rules = this.rulesOf(order.symbol);
    const view = this.trueView(order.symbol);
    if (rules && view && this.faults.strike("cancel_crosses_fill", "cancel", order.symbol))
      this.engine.fillNow(order, view, rules, this.now());
    const done = this.engine.cancel(order, this.now());
    this.commit();
    return done;
  }

  /** Lets prices act on what is open in a market. */
  advance(symbol: string): void {
    const rules = this.rules.get(symbol);
    const view = this.trueView(symbol);
    if (!rules || !view) return;
    this.engine.advance(symbol, view, rules, this.now(), this.knobsFor(symbol));
    this.commit();
  }

  /** By hand from outside: a deposit, or below zero a withdrawal. */
  move(account: string, asset: string, amount: Decimal): void {
    this.engine.move(account, asset, amount);
    this.commit();
  }

  findOrder(account: string, by: { readonly id?: string; readonly clientId?: string }): SimOrder | null {
    const { ledger } = this.engine;
    const found =
      by.id !== undefined
        ? ledger.find(account, by.id)
        : by.clientId !== undefined
          ? ledger.findByClientId(account, by.clientId)
          : null;
    return found && this.isVisible(found) ? found : null;
  }

  /** Those that may be seen already, oldest first. */
  orders(account: string, which: "open" | "all"): readonly SimOrder[] {
    const { ledger } = this.engine;
    const all = which === "open" ? ledger.openOf(account) : ledger.ordersOf(account);
    return all.filter((order) => this.isVisible(order));
  }

  /** Oldest first, as a list that faults may have spoilt. */
  trades(account: string, symbol: string | null): readonly SimTrade[] {
    const hidden = new Set(
      this.engine.ledger.ordersOf(account).flatMap((order) => (this.isVisible(order) ? [] : [order.id])),
    );
    let trades = this.engine.ledger
      .tradesOf(account)
      .filter((trade) => (symbol === null || trade.symbol === symbol) && !hidden.has(trade.orderId));
    if (this.faults.strike("trades_missing", "trades", symbol))
      trades = trades.filter(() => this.faults.draw() < 0.5);
    if (this.faults.strike("trades_duplicated", "trades", symbol))
      trades = trades.flatMap((trade) => (this.faults.draw() < 0.5 ? [trade, trade] : [trade]));
    if (this.faults.strike("trades_shuffled", "trades", symbol))
      trades = trades
        .map((trade) => ({ trade, draw: this.faults.draw() }))
        .sort((a, b) => a.draw - b.draw)
        .map(({ trade }) => trade);
    return trades;
  }

  onMarket(listener: (shown: Shown) => void): () => void {
    this.marketListeners.add(listener);
    return () => this.marketListeners.delete(listener);
  }

  onChanges(listener: (changes: readonly Change[]) => unknown): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }

  /** Sets a price by hand, or lets it go; orders act on it at once. */
  setPrice(symbol: string, price: Decimal | null): void {
    this.prices.set(symbol, price, this.clocks.market());
    this.look(symbol);
    this.advance(symbol);
  }

  close(): void {
    this.journal?.close();
  }

  /** The candle of this moment, from the closed minutes and the prints since. */
  private openCandle(symbol: string, timeframe: Timeframe): Candle | null {
    const now = this.clocks.market();
    const from = candleOpenAt(now, timeframe);
    const minute = candleOpenAt(now, "1m");
    const minutes = this.prices.candles(symbol, "1m", {
      from: marketMs(from),
      until: marketMs(minute),
      limit: DAY_MS / 60_000,
    });
    const prints = this.prices.prints(symbol, marketMs(minute - 1), now, PRINTS_A_VIEW);
    const parts = [
      ...minutes,
      ...prints.map(({ price, amount }) => ({
        open: price,
        high: price,
        low: price,
        close: price,
        volume: amount,
      })),
    ];
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) return null;
    return {
      openAt: marketMs(from),
      open: first.open,
      high: Decimal.max(...parts.map(({ high }) => high)),
      low: Decimal.min(...parts.map(({ low }) => low)),
      close: last.close,
      volume: sumOf(parts.map(({ volume }) => volume)),
    };
  }

  private commit(): void {
    const changes = this.engine.takeChanges();
    if (changes.length === 0) return;
    this.journal?.append(changes);
    for (const listener of this.changeListeners) listener(changes);
  }

  private isVisible(order: SimOrder): boolean {
    return order.visibleAt <= this.clocks.wall();
  }

  private trueView(symbol: string): MarketView | null {
    this.look(symbol);
    return this.prices.view(symbol, this.clocks.market());
  }

  private knobsToPlace(symbol: string): Knobs {
    const lag = this.faults.strike("query_lag", null, symbol);
    const fails = this.faults.strike("accept_then_fail", "create", symbol);
    return {
      ...this.knobsFor(symbol),
      hiddenMs: lag ? (lag.ms ?? LAG_MS) : 0,
      failWords: fails ? (fails.value ?? "failed after it was taken in") : null,
    };
  }

  private knobsFor(symbol: string): Knobs {
    const partial = this.faults.strike("partial", null, symbol);
    const coin = this.faults.strike("fee_coin", null, symbol);
    if (!partial && !coin) return noKnobs;
    const [, quote = ""] = symbol.split("/");
    const asset = coin?.value ?? FEE_COIN[this.exchange] ?? "";
    const price = coin && this.prices.view(`${asset}/${quote}`, this.clocks.market())?.quote.last;
    return {
      fraction: partial ? toDecimal(partial.value ?? "0.4") : null,
      hiddenMs: 0,
      failWords: null,
      feeCoin: price ? { asset, discount: toDecimal("0.25"), price } : null,
    };
  }

  private distort(symbol: string, view: MarketView, before: MarketView | null): MarketView {
    const strike = (name: "price_nan" | "price_zero" | "price_spike" | "price_frozen") =>
      this.faults.strike(name, null, symbol);
    if (before && strike("price_frozen"))
      return { quote: { ...before.quote, at: view.quote.at }, book: before.book };
    if (strike("price_nan")) return withPrice(view, () => new Decimal(Number.NaN));
    if (strike("price_zero")) return withPrice(view, () => new Decimal(0));
    if (strike("price_spike")) return withPrice(view, (price) => price.times(SPIKE));
    return view;
  }
}

const FEE_COIN: { readonly [name in ExchangeName]?: string } = { binance: "BNB", kucoin: "KCS" };

const withPrice = ({ quote, book }: MarketView, of: (price: Decimal) => Decimal): MarketView => ({
  quote: { at: quote.at, last: of(quote.last), bid: of(quote.bid), ask: of(quote.ask) },
  book: {
    at: book.at,
    bids: book.bids.map(({ price, amount }) => ({ price: of(price), amount })),
    asks: book.asks.map(({ price, amount }) => ({ price: of(price), amount })),
  },
});
