import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal, sumOf, toDecimal } from "@/server/kernel/money";
import { findBookFlaw } from "@/server/market/core/order-book";
import type { Print } from "../core/sim-order";
import { handSetPrices } from "./hand-set-prices";
import type { PriceSource } from "./price-source";
import { recordedPrices } from "./recorded-prices";
import { simulatedPrices } from "./simulated-prices";

const HOUR_MS = 3_600_000;
const at = marketMs(Date.UTC(2026, 5, 1, 12, 0, 0));

const folded = (prints: readonly Print[]) => ({
  open: prints[0]?.price,
  high: Decimal.max(...prints.map(({ price }) => price)),
  low: Decimal.min(...prints.map(({ price }) => price)),
  close: prints.at(-1)?.price,
  volume: sumOf(prints.map(({ amount }) => amount)),
});

/** What was traded in (from, until), both on a candle's edge. */
const printsIn = (source: PriceSource, symbol: string, from: number, until: number) =>
  source.prints(symbol, marketMs(from - 1), marketMs(until - 1), 10_000);

it.each(exchangeNames)(
  "%s: every market has a book that can be believed, and trades that make its candles",
  (exchange) => {
    const source = simulatedPrices(exchange, 42);
    expect(source.markets.length).toBeGreaterThan(8);
    for (const { symbol, tickSize, lotSize } of source.markets) {
      const view = source.view(symbol, at);
      expect(view && findBookFlaw(view.book), symbol).toBeNull();
      const levels = [...(view?.book.bids ?? []), ...(view?.book.asks ?? [])];
      expect(
        levels.every(({ price, amount }) => price.mod(tickSize).isZero() && amount.mod(lotSize).isZero()),
      ).toBe(true);
    }
    const symbol = source.markets[0]?.symbol ?? "";
    const [candle] = source.candles(symbol, "5m", { from: marketMs(at - 300_000), until: at, limit: 1 });
    const made = folded(printsIn(source, symbol, at - 300_000, at));
    expect([made.high, made.low, made.volume].map(String)).toEqual(
      [candle?.high, candle?.low, candle?.volume].map(String),
    );
  },
);

it("shows a recorded file as it is: its trades make its candles again, its instants are its own", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-recorded-"));
  const file = path.join(folder, "BINANCE_BTC-USDT_5m.csv.gz");
  const from = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: 24 }, (_, row) => {
    const open = 42_000 + row * 7;
    return `${from + row * 300_000},${open}.5,${open + 20}.1,${open - 30}.2,${open + 4}.4,${1 + row}.001`;
  });
  try {
    writeFileSync(file, gzipSync(`time,open,high,low,close,volume\n${rows.join("\n")}\n`));
    const { prices, startAt } = await recordedPrices("binance", file);
    expect(startAt).toBe(from);
    const until = marketMs(from + 2 * HOUR_MS);
    const candles = prices.candles("BTC/USDT", "5m", { from: marketMs(from), until, limit: 24 });
    expect(candles).toHaveLength(24);
    for (const { openAt, open, high, low, close, volume } of candles) {
      const made = folded(printsIn(prices, "BTC/USDT", openAt, openAt + 300_000));
      expect(Object.values(made).map(String)).toEqual([open, high, low, close, volume].map(String));
    }
    expect(prices.view("BTC/USDT", marketMs(from + 299_999))?.quote.last.toFixed()).toBe("42004.4");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("stands still where a hand set it, and goes on where it is let go", () => {
  const source = handSetPrices(simulatedPrices("kraken", 42));
  const drawn = source.view("BTC/USD", at)?.quote.last.toFixed();
  source.set("BTC/USD", toDecimal("50000"), at);
  expect(source.view("BTC/USD", marketMs(at + HOUR_MS))?.quote).toMatchObject({ last: toDecimal("50000") });
  expect(
    source
      .prints("BTC/USD", marketMs(at - 1), marketMs(at + HOUR_MS), 10)
      .at(-1)
      ?.price.toFixed(),
  ).toBe("50000");
  source.set("BTC/USD", null, at);
  expect(source.view("BTC/USD", at)?.quote.last.toFixed()).toBe(drawn);
});
