// One checklist, six venues: this system's own, and the five exchanges, each by its own adapter against its own simulator
// over HTTP.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { openAccount } from "./open-exchange";
import { conforms } from "./testing/conformance";
import { type Bench, clientId } from "./testing/conformance-hands";
import { type ExchangeBench, openExchangeBench, openPaperBench } from "./testing/open-benches";

const SYMBOLS = {
  binance: "ETH/USDT",
  kucoin: "ETH/USDT",
  kraken: "ETH/USD",
  luno: "ETH/ZAR",
  valr: "ETH/ZAR",
} as const;

describe("Paper", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openPaperBench("binance", SYMBOLS.binance);
  });
  afterAll(() => bench?.close());

  conforms(() => bench);
});

for (const exchange of exchangeNames) {
  const symbol = SYMBOLS[exchange];
  const [base = "", quote = ""] = symbol.split("/");
  describe(exchangeLabel(exchange), () => {
    let bench: ExchangeBench;
    beforeAll(async () => {
      bench = await openExchangeBench(exchange, symbol);
    });
    afterAll(() => bench?.close());

    conforms(() => bench);

    it("tells markets, prices, book, trades, candles, its state and its clock", async () => {
      const { data, simulator } = bench;
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
      const stranger = await openAccount(exchange, { site: bench.site, credentials });
      const words = await stranger.listBalances().catch((error: Error) => error.message);
      expect(words).toMatch(/does not accept these keys/);
      expect(words).not.toContain("canary");
      const answer = await stranger.createOrder({
        clientOrderId: clientId(),
        symbol,
        base,
        quote,
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
      expect(answer).toMatchObject({ kind: "rejected", because: "account" });
      await stranger.close();
    });

    it("tells what a key may do, and asks without sending an order", async () => {
      const { simulator, keys, site } = bench;
      const before = simulator.control.truth().orders.length;
      const told = await keys.keyRights();
      expect(told.read).toBe(true);
      // Luno tells nobody
      if (exchange !== "luno") expect(told).toMatchObject({ trade: true, withdraw: false });
      const dangerous = simulator.control.makeKey({ account: "two", rights: { withdraw: true } });
      const account = await openAccount(exchange, { site, credentials: dangerous });
      expect((await account.keyRights()).withdraw).toBe(exchange === "luno" ? null : true);
      await account.close();
      expect(simulator.control.truth().orders.length).toBe(before);
    });
  });
}
