// npm run bench -- candles [--json]: a million candles read from a simulated exchange over HTTP, stored, and read again.
import { randomUUID } from "node:crypto";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { continueDownload } from "@/server/candles/continue-download";
import { listSeries } from "@/server/candles/list-series";
import { findStoredByName, readStored } from "@/server/candles/read-series";
import { requestDownload } from "@/server/candles/request-download";
import { createDownloadRuntime } from "@/server/candles/runtime";
import { openMarketData } from "@/server/exchange/open-exchange";
import type { PriceSource } from "@/server/exchange/simulator/prices/price-source";
import { simulatedPrices } from "@/server/exchange/simulator/prices/simulated-prices";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import { timeframeMs } from "@/server/market/core/candle";
import { closeDb } from "@/server/platform/db";
import { withAppDatabase } from "../lib/app-database";

const CANDLES = 1_000_000;
const MINUTE_MS = 60_000;
const PART_MS = 60_000;
const SYMBOL = "BTC/USDT";
const clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };

async function main(): Promise<void> {
  await withAppDatabase(async () => {
    const simulator = await startSimulator({ exchange: "binance", limits: 0, prices: quickPrices() });
    const data = await openMarketData("binance", { site: { kind: "simulator", origin: simulator.origin } });
    try {
      const figures = await measure(data);
      if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
      else console.table(figures);
    } finally {
      await data.close();
      await simulator.close();
      await closeDb();
    }
  });
}

async function measure(data: Awaited<ReturnType<typeof openMarketData>>) {
  const { userId } = await ensureOwner({ marketNow: clocks.market(), wallNow: clocks.wall() });
  const until = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const ask = {
    exchange: "binance",
    symbol: SYMBOL,
    timeframe: "1m",
    from: new Date(until - CANDLES * MINUTE_MS).toISOString(),
    until: new Date(until).toISOString(),
    practice: true,
  } as const;
  const ctx = {
    actor: { kind: "system", id: "bench" },
    userId,
    runId: randomUUID(),
    channel: "cli",
    marketNow: clocks.market(),
    wallNow: clocks.wall(),
  } as const;
  const asked = await requestDownload(ask, ctx);
  invariant(asked.ok, "a bench may download");
  const runtime = createDownloadRuntime({ clocks, practice: true, pauseMs: 0, open: async () => data });
  const began = performance.now();
  while (!(await continueDownload(runtime, asked.value.id, { partMs: PART_MS })).ended);
  const storeMs = performance.now() - began;
  const stored = await findStoredByName(userId, asked.value.name);
  invariant(stored.ok, "what was stored is there");
  const from = performance.now();
  const { openAt } = await readStored(stored.value, stored.value.from, stored.value.until);
  const readMs = performance.now() - from;
  const { bytes } = await listSeries(userId);
  return {
    candles: openAt.length,
    storeMs: Math.round(storeMs),
    candlesPerSecond: Math.round((openAt.length * 1_000) / storeMs),
    readMs: Math.round(readMs),
    readCandlesPerSecond: Math.round((openAt.length * 1_000) / readMs),
    bytesPerCandle: Math.round((bytes / openAt.length) * 10) / 10,
    rssMb: Math.round(process.memoryUsage().rss / 1024 ** 2),
  };
}

/** Prices that cost nothing to make: a wave with as many digits as real ones. What is measured is the way to the database. */
function quickPrices(): PriceSource {
  const source = simulatedPrices("binance", 42);
  return {
    ...source,
    candles: (symbol, timeframe, range) => {
      if (timeframe !== "1m" || symbol !== SYMBOL) return source.candles(symbol, timeframe, range);
      const length = timeframeMs(timeframe);
      const first = Math.ceil(range.from / length) * length;
      const count = Math.max(0, Math.min(range.limit, Math.floor((range.until - first) / length)));
      return Array.from({ length: count }, (_, row) => candleAt(first + row * length));
    },
  };
}

function candleAt(openAt: number) {
  const step = openAt / MINUTE_MS;
  const price = (at: number) =>
    Math.round((60_000 + 9_000 * Math.sin(at / 900) + 40 * Math.sin(at * 1.7)) * 100) / 100;
  const [open, close] = [price(step), price(step + 1)];
  return {
    openAt: marketMs(openAt),
    open: toDecimal(open.toFixed(2)),
    high: toDecimal((Math.max(open, close) + 7.31).toFixed(2)),
    low: toDecimal((Math.min(open, close) - 6.87).toFixed(2)),
    close: toDecimal(close.toFixed(2)),
    volume: toDecimal((3 + 2 * Math.sin(step * 0.37)).toFixed(5)),
  };
}

await main();
