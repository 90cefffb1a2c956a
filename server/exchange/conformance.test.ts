// The five exchanges, each by its own adapter against its own simulator over HTTP.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { MarketData } from "./core/exchange-client";
import { createLiveVenue } from "./live/live-venue";
import { openAccount, openMarketData } from "./open-exchange";
import { type Simulator, startSimulator } from "./simulator/start-simulator";
import { conforms } from "./testing/conformance";
import type { Bench } from "./testing/conformance-hands";

const SYMBOLS = {
  binance: "ETH/USDT",
  kucoin: "ETH/USDT",
  kraken: "ETH/USD",
  luno: "ETH/ZAR",
  valr: "ETH/ZAR",
} as const;
const site = (simulator: Simulator) => ({ kind: "simulator", origin: simulator.origin }) as const;

for (const exchange of ["luno", "binance", "kucoin", "kraken", "valr"] as const) {
  describe(exchangeLabel(exchange), () => {
    const symbol = SYMBOLS[exchange];
    const [base = "", quote = ""] = symbol.split("/");
    let simulator: Simulator;
    let data: MarketData;
    let bench: Bench;

    beforeAll(async () => {
      simulator = await startSimulator({ exchange, limits: 0 });
      const balances = { [base]: "10", [quote]: "100000" };
      const credentials = simulator.control.makeKey({ account: "one", balances });
      data = await openMarketData(exchange, { site: site(simulator) });
      const account = await openAccount(exchange, { site: site(simulator), credentials });
      // as orders go out: by the live venue, which checks the exchange's rules first
      const listed = new Map((await data.markets()).map((market) => [market.symbol, market]));
      const venue = createLiveVenue({
        clocks: { wall: () => wallMs(Date.now()) },
        openAccount: async () => account,
        marketOf: async (_venue, name) => listed.get(name) ?? null,
        lastPrice: () => null,
      });
      const [fees] = await account.fees([symbol]);
      const rules = listed.get(symbol);
      if (!rules || !fees) throw new Error(`no market ${symbol}`);
      bench = {
        account: { ...account, createOrder: venue.createOrder },
        rules: { ...rules, makerFee: fees.makerFee, takerFee: fees.takerFee },
        startedAt: Date.now() - 5_000,
        setPrice: async (price) => simulator.control.setPrice(symbol, price),
      };
    });

    afterAll(async () => {
      await bench?.account.close();
      await data?.close();
      await simulator?.close();
    });

    conforms(() => bench);

    it("tells markets, prices, book, trades, candles, its state and its clock", async () => {
      simulator.control.setPrice(symbol, "1000");
      const [tick] = await data.tickers([symbol, "NOPE/USD"]);
      expect([tick?.symbol, tick?.last.toFixed()]).toEqual([symbol, "1000"]);
      const book = await data.book(symbol, 5);
      expect([book.bids.length, book.asks.length]).toEqual([5, 5]);
      expect(book.bids[0]?.price.lt(book.asks[0]?.price ?? "0")).toBe(true);
      expect((await data.trades(symbol, null, 10)).length).toBeGreaterThan(0);
      const candles = await data.candles(symbol, "1h", (Date.now() - 5 * 3_600_000) as never, 3);
      // Luno keeps them for those with keys
      if (exchange === "luno") expect(candles).toBeNull();
      else expect(candles).toHaveLength(3);
      expect((await data.status()).state).toBe("ok");
      expect(Math.abs(await data.clockOffset())).toBeLessThan(5_000);
    });

    it("a wrong key is a sentence without the key, and no order", async () => {
      const credentials = {
        apiKey: "canary-key-3141",
        secret: btoa("canary-secret-2718"),
        passphrase: "canary",
      };
      const stranger = await openAccount(exchange, { site: site(simulator), credentials });
      const words = await stranger.listBalances().catch((error: Error) => error.message);
      expect(words).toMatch(/does not accept these keys|refused the key/);
      expect(words).not.toContain("canary");
      const order = { clientOrderId: "amk-000000000000000000000000000000", symbol, base, quote };
      const answer = await stranger.createOrder({
        ...order,
        userId: "u",
        book: "practice",
        venue: exchange,
        side: "buy",
        type: "market",
        amount: toDecimal("0.1"),
        limitPrice: null,
        postOnly: false,
        stopPrice: null,
        deadline: (Date.now() + 60_000) as never,
      });
      expect(answer).toMatchObject({ kind: "rejected", because: "other" });
      await stranger.close();
    });

    it("tells what a key may do, and asks without sending an order", async () => {
      const before = simulator.control.truth().orders.length;
      const told = await bench.account.keyRights();
      expect(told.read).toBe(true);
      // Luno tells nobody
      if (exchange !== "luno") expect(told).toMatchObject({ trade: true, withdraw: false });
      const rights = { withdraw: true };
      const dangerous = simulator.control.makeKey({ account: "two", rights });
      const account = await openAccount(exchange, { site: site(simulator), credentials: dangerous });
      expect((await account.keyRights()).withdraw).toBe(exchange === "luno" ? null : true);
      await account.close();
      expect(simulator.control.truth().orders.length).toBe(before);
    });
  });
}
