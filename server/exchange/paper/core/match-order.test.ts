import { describe, expect, it } from "vitest";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { marketMs, plusMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { type HandBook, rulesFor, toBook } from "../testing/open-venue";
import { matchOrder } from "./match-order";
import type { MarketView, PaperOrder } from "./paper-order";
import { toRecentTrading } from "./recent-trading";

const at = marketMs(1_000_000);
const MUCH = toDecimal("1000000");
const termsOf = (exchange: ExchangeName) => ({
  rules: rulesFor(exchange),
  venue: venueRules[exchange],
  model: { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") },
});
const buy = (limit: string | null, changes: Partial<PaperOrder> = {}): PaperOrder => ({
  side: "buy",
  type: limit ? "limit" : "market",
  limitPrice: limit ? toDecimal(limit) : null,
  postOnly: false,
  stopPrice: null,
  amount: toDecimal("1"),
  filled: ZERO,
  held: MUCH,
  restingAt: null,
  queueAhead: null,
  matchAt: marketMs(0),
  ...changes,
});
const sell = (limit: string | null, changes: Partial<PaperOrder> = {}): PaperOrder =>
  buy(limit, { side: "sell", held: toDecimal("1"), ...changes });

function seen(last: string, book: HandBook | null, changes: Partial<MarketView> = {}): MarketView {
  const price = toDecimal(last);
  return {
    tick: { exchange: "kraken", symbol: "BTC/USDT", at, last: price, bid: price, ask: price },
    book: book && toBook(at, book),
    recent: null,
    windowMs: 60_000,
    ownTraded: ZERO,
    traded: null,
    ...changes,
  };
}

describe("fees are taken in the asset that the exchange takes them in", () => {
  const book: HandBook = { bids: [["100", "9"]], asks: [["100.01", "9"]] };
  const expected: Record<ExchangeName, readonly string[]> = {
    binance: ["0.002 BTC", "0.2 USDT", "0.001 BTC", "0.1 USDT"],
    luno: ["0.002 BTC", "0.2 USDT", "0.001 BTC", "0.1 USDT"],
    kucoin: ["0.20002 USDT", "0.2 USDT", "0.1 USDT", "0.1 USDT"],
    kraken: ["0.20002 USDT", "0.2 USDT", "0.1 USDT", "0.1 USDT"],
    valr: ["0.002 BTC", "0.2 USDT", "0.1 USDT", "0.000999 BTC"],
  };
  it.each(exchangeNames)("%s: taker buy, taker sell, maker buy, maker sell", (exchange) => {
    const resting = { restingAt: marketMs(at - 1) };
    const matchings = [
      matchOrder(buy(null), seen("100", book), termsOf(exchange), ZERO),
      matchOrder(sell(null), seen("100", book), termsOf(exchange), ZERO),
      matchOrder(buy("100", resting), seen("99", null), termsOf(exchange), ZERO),
      matchOrder(sell("100", resting), seen("101", null), termsOf(exchange), ZERO),
    ];
    const fees = matchings.map((one) => `${one?.trades[0]?.fee.toFixed()} ${one?.trades[0]?.feeAsset}`);
    expect(fees).toEqual(expected[exchange]);
  });

  it("a sell that pays its fee in base sells so much less and ends: it never gives more than it holds", () => {
    const order = sell("100", { restingAt: marketMs(at - 1) });
    const matching = matchOrder(order, seen("101", null), termsOf("valr"), ZERO);
    expect(matching?.order).toMatchObject({
      status: "canceled",
      reason: "the rest of the BTC goes for the fee, which is taken in it",
    });
    expect(matching?.order.filled.toFixed()).toBe("0.999");
    const base = matching?.changes.find(({ asset }) => asset === "BTC");
    expect([base?.free.toFixed(), base?.used.toFixed()]).toEqual(["0.000001", "-1"]);
  });
});

describe("a resting order", () => {
  const arrived = (order: PaperOrder, book: HandBook | null): PaperOrder => {
    const matching = matchOrder(order, seen("100", book), termsOf("kraken"), ZERO);
    if (!matching) throw new Error("it did not arrive");
    return { ...order, ...matching.order };
  };
  const later = (view: MarketView): MarketView => ({
    ...view,
    tick: { ...view.tick, at: plusMs(view.tick.at, 1_000) },
  });
  const BOOK: HandBook = {
    bids: [
      ["99.99", "3"],
      ["99.95", "1"],
    ],
    asks: [["100.01", "2"]],
  };
  const told = (...trades: readonly (readonly [string, string])[]) =>
    later(
      seen("100", null, {
        traded: trades.map(([price, amount]) => ({ price: toDecimal(price), amount: toDecimal(amount) })),
      }),
    );
  const filledBy = (order: PaperOrder, view: MarketView) =>
    matchOrder(order, view, termsOf("kraken"), ZERO)?.order.filled.toFixed() ?? "nothing new";

  it("stands behind what was visible at its price on arrival", () => {
    expect(arrived(buy("99.99"), BOOK).queueAhead?.toFixed()).toBe("3");
    expect(arrived(buy("100"), BOOK).queueAhead?.toFixed()).toBe("0");
    expect(arrived(buy("90"), BOOK).queueAhead).toBeNull();
    const order = arrived(buy("99.99"), BOOK);
    expect(filledBy(order, told(["99.99", "3"]))).toBe("0");
    expect(filledBy(order, told(["99.99", "3.4"]))).toBe("0.4");
    expect(filledBy(order, told(["99.99", "2"], ["99.98", "0.3"], ["99.99", "0.2"]))).toBe("0.5");
    expect(filledBy(order, told(["100", "50"]))).toBe("nothing new");
  });

  it("where trades are not told, waits until the price went through its limit", () => {
    const order = arrived(buy("99.99"), BOOK);
    expect(filledBy(order, later(seen("99.99", BOOK)))).toBe("nothing new");
    expect(filledBy(order, later(seen("99.99", null)))).toBe("nothing new");
    expect(filledBy(order, later(seen("99.98", BOOK)))).toBe("1");
    expect(filledBy(order, later(seen("100", { bids: [], asks: [["99.98", "0.4"]] })))).toBe("0.4");
    // a real quote on the other side, at its price
    const view = later(seen("100", null));
    const tick = { ...view.tick, bid: toDecimal("99.98"), ask: toDecimal("99.99") };
    expect(filledBy(order, { ...view, tick })).toBe("1");
  });

  it("gets no more than its share of the volume when the price went through", () => {
    const recent = { perMinute: toDecimal("4"), deviation: toDecimal("0.001") };
    const order = arrived(buy("99.99"), BOOK);
    expect(filledBy(order, later(seen("99.98", null, { recent })))).toBe("0.4");
    expect(filledBy(order, later(seen("99.98", null, { recent, windowMs: 120_000 })))).toBe("0.8");
    expect(filledBy(order, later(seen("99.98", null, { recent, ownTraded: toDecimal("0.4") })))).toBe(
      "nothing new",
    );
  });

  it("arriving beyond all the book shows, goes on as a taker at the next book", () => {
    const order = arrived(buy("101"), { bids: [], asks: [["100.01", "0.2"]] });
    expect([order.restingAt, order.filled.toFixed()]).toEqual([null, "0.2"]);
    const matching = matchOrder(
      order,
      later(seen("100", { bids: [], asks: [["100.02", "5"]] })),
      termsOf("kraken"),
      ZERO,
    );
    expect(matching?.trades.map(({ price, liquidity }) => `${liquidity} ${price}`)).toEqual(["taker 100.02"]);
  });
});

it("a market buy whose price outran its money buys what the money reaches and ends", () => {
  const order = buy(null, { held: toDecimal("101.202") });
  const book: HandBook = { bids: [], asks: [["150", "9"]] };
  const matching = matchOrder(order, seen("150", book), termsOf("kraken"), toDecimal("20"));
  expect(matching?.order).toMatchObject({ status: "canceled", reason: "not enough USDT" });
  expect(matching?.order.filled.toFixed()).toBe("0.806");
  const quote = matching?.changes.find(({ asset }) => asset === "USDT");
  expect(
    toDecimal("20")
      .plus(quote?.free ?? ZERO)
      .toFixed(),
  ).toBe("0.0602");
});

it("fills without book and volume at the far side and the fixed slippage, whole, as ever", () => {
  const matching = matchOrder(buy(null), seen("100", null), termsOf("kraken"), ZERO);
  expect(matching?.trades.map(({ price, amount }) => `${amount} @ ${price}`)).toEqual(["1 @ 100.06"]);
});

it("reads volume and volatility a market minute off candles", () => {
  const candle = { high: toDecimal("101"), low: toDecimal("99"), volume: toDecimal("50") };
  const recent = toRecentTrading([candle, candle], 5 * 60_000);
  expect(recent?.perMinute.toFixed()).toBe("10");
  // 2 % range ÷ √(4 ln 2) ÷ √5
  expect(recent?.deviation.toFixed(6)).toBe("0.005372");
  expect(toRecentTrading([], 60_000)).toBeNull();
});

describe("a stop", () => {
  const terms = termsOf("kucoin");
  const stop = (level: string, changes: Partial<PaperOrder> = {}) =>
    sell(null, { type: "stop", stopPrice: toDecimal(level), ...changes });
  const bids = (...rows: HandBook["bids"]): HandBook => ({ bids: rows, asks: [["120", "9"]] });

  it("waits while no price has come to its level, whatever the book shows", () => {
    expect(matchOrder(stop("95"), seen("95.01", bids(["90", "9"])), terms, ZERO)).toBeNull();
    expect(
      matchOrder(
        stop("95"),
        seen("95", null, { tick: { ...seen("95", null).tick, at: marketMs(-1) } }),
        terms,
        ZERO,
      ),
    ).toBeNull();
  });

  it("fills at its level or at the gap beyond it, never better, as taker", () => {
    const [atLevel] = matchOrder(stop("95"), seen("95", bids(["96", "9"])), terms, ZERO)?.trades ?? [];
    expect([atLevel?.price.toFixed(), atLevel?.liquidity]).toEqual(["95", "taker"]);
    const [atGap] = matchOrder(stop("95"), seen("80", bids(["80", "9"])), terms, ZERO)?.trades ?? [];
    expect(atGap?.price.toFixed()).toBe("80");
  });

  it("once released it goes on as a market order, though the price comes back before there was enough for it", () => {
    const released = matchOrder(stop("95"), seen("95", bids(["94", "0.4"])), terms, ZERO)?.order;
    expect(released).toMatchObject({ type: "market", status: "open" });
    expect(released?.filled.toFixed()).toBe("0.4");
    const nothing = matchOrder(stop("95"), seen("95", bids()), terms, ZERO)?.order;
    expect(nothing).toMatchObject({ type: "market", status: "open" });
    const rest = stop("95", { ...released, type: "market", held: toDecimal("0.6") });
    const later = matchOrder(rest, seen("101", bids(["100", "9"])), terms, ZERO);
    expect(later?.order.status).toBe("closed");
    // never better than its level
    expect(later?.trades[0]?.price.toFixed()).toBe("95");
  });

  it("that buys is released from below", () => {
    const up = buy(null, { type: "stop", stopPrice: toDecimal("105") });
    expect(matchOrder(up, seen("104.99", null), terms, ZERO)).toBeNull();
    expect(matchOrder(up, seen("105", null), terms, ZERO)?.order.status).toBe("closed");
  });
});
