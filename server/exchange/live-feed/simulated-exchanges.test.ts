import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import { marketKey, type Tick } from "@/server/market/core/market-feed";
import { liveExchanges, openLiveFeed } from "./open-live-feed";

const SYMBOLS: { readonly [exchange in ExchangeName]: string } = {
  luno: "BTC/ZAR",
  binance: "BTC/USDT",
  kucoin: "BTC/USDT",
  kraken: "BTC/USD",
  valr: "BTC/ZAR",
};
const quiet = { info: () => undefined, warn: () => undefined };
const clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };

const open = async (origins: Partial<Record<ExchangeName, string>>) =>
  openLiveFeed({ simulators: origins, wallNow: wallMs(Date.now()), log: quiet });

describe.each(liveExchanges)("live prices of the simulated %s", (exchange) => {
  it("keep coming through cuts, lost, repeated and shuffled messages, in the order of time", async () => {
    const simulator = await startSimulator({ exchange });
    const feed = await open({ [exchange]: simulator.origin });
    const market = { exchange, symbol: SYMBOLS[exchange] };
    try {
      expect((await feed.markets()).map(marketKey)).toContain(marketKey(market));
      expect(feed.kind).toBe("simulated");
      const stream = feed.subscribe?.({ from: clocks.market(), clocks });
      if (!stream) throw new Error("it pushes");
      stream.watch([market]);
      simulator.control.setFault({ name: "socket_lost", probability: 0.1 });
      simulator.control.setFault({ name: "socket_duplicate", probability: 0.1 });
      simulator.control.setFault({ name: "socket_out_of_order", probability: 0.1 });
      const ticks: Tick[] = [];
      await moveAbout(simulator.control, market.symbol, stream, ticks);
      // one that pushes nothing is asked every few seconds
      expect(ticks.length).toBeGreaterThan(exchange === "luno" ? 0 : 3);
      const at = ticks.map((tick) => tick.at);
      expect(at).toEqual(at.toSorted((a, b) => a - b));
      // what is shown in the end is what the exchange says
      simulator.control.clearFaults();
      simulator.control.setPrice(market.symbol, "1234500");
      await untilHeard(stream, ticks, "1234500");
      stream.close();
    } finally {
      await feed.close();
      await simulator.close();
    }
  }, 60_000);

  it("give a book, and closed candles in order", async () => {
    const simulator = await startSimulator({ exchange });
    const feed = await open({ [exchange]: simulator.origin });
    const market = { exchange, symbol: SYMBOLS[exchange] };
    try {
      await feed.markets();
      feed.setActive([market]);
      const until = marketMs(Date.now());
      const candles = await feed.candles(market, "1h", { from: marketMs(0), until, limit: 48 });
      // one that asks for keys makes them of the trades it hears: none yet
      if (exchange !== "luno") expect(candles.length).toBeGreaterThan(24);
      expect(candles.map(({ openAt }) => openAt)).toEqual(sorted(candles));
      for (let look = 0; look < 100 && !(await feed.book(market, clocks.market())); look++) await sleep(100);
      const book = await feed.book(market, clocks.market());
      expect(book?.bids[0]?.price.lt(book.asks[0]?.price ?? ZERO)).toBe(true);
    } finally {
      await feed.close();
      await simulator.close();
    }
  }, 60_000);
});

describe("an exchange that hangs", () => {
  it("holds nobody up, and has its markets when it is back", async () => {
    const [answering, hanging] = ["valr", "binance"] as const;
    const first = await startSimulator({ exchange: answering });
    const feed = await open({ [answering]: first.origin, [hanging]: "http://127.0.0.1:9" });
    try {
      const from = Date.now();
      const markets = await feed.markets();
      expect(markets.some(({ exchange }) => exchange === answering)).toBe(true);
      expect(markets.some(({ exchange }) => exchange === hanging)).toBe(false);
      expect(Date.now() - from).toBeLessThan(15_000);
    } finally {
      await feed.close();
      await first.close();
    }
  }, 60_000);
});

const sorted = (candles: readonly Candle[]): readonly MarketMs[] =>
  candles.map(({ openAt }) => openAt).toSorted((a, b) => a - b);

type Control = Awaited<ReturnType<typeof startSimulator>>["control"];

/** Five new prices, and a cut in their middle. */
async function moveAbout(control: Control, symbol: string, stream: Stream, ticks: Tick[]): Promise<void> {
  for (let price = 1; price <= 5; price++) {
    const before = ticks.at(-1)?.last ?? toDecimal("1000000");
    control.setPrice(symbol, before.times(toDecimal(price % 2 ? "1.001" : "0.999")).toFixed(0));
    if (price === 3) control.setFault({ name: "socket_cut", times: 1 });
    await hear(stream, ticks, 500);
  }
}

type Stream = { readonly next: (ms: number) => Promise<unknown> };

async function hear(stream: Stream, ticks: Tick[], ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    const push = (await stream.next(100)) as { kind: string; ticks?: readonly Tick[] } | null;
    ticks.push(...(push?.ticks ?? []));
  }
}

async function untilHeard(stream: Stream, ticks: Tick[], last: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    if (ticks.at(-1)?.last.eq(toDecimal(last))) return;
    await hear(stream, ticks, 100);
  }
  throw new Error(`${last} was not heard`);
}
