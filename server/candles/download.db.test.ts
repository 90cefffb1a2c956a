import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import { openMarketData } from "@/server/exchange/open-exchange";
import type { PriceSource } from "@/server/exchange/simulator/prices/price-source";
import { simulatedPrices } from "@/server/exchange/simulator/prices/simulated-prices";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { cancelDownload } from "./cancel-download";
import { continueDownload } from "./continue-download";
import { downloadAsk } from "./core/download-ask";
import { deleteSeries } from "./delete-series";
import { requestDownload } from "./request-download";
import { createDownloadRuntime, type DownloadRuntime } from "./runtime";
import { createDownloadSender } from "./send-due-downloads";
import { showSeries, showSeriesGaps } from "./show-series";
import { readCandles } from "./store/chunks";

const MINUTE_MS = 60_000;
const PAGE = 1_000;
const clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };

let database: TestDatabase;
let userId: string;
const simulators = new Map<ExchangeName, Simulator>();
const runtimes: DownloadRuntime[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  userId = (await arrangePerson(database.ownerUrl, { role: "owner" })).userId;
});
afterEach(async () => {
  for (const { opened } of runtimes.splice(0)) for (const data of opened.values()) await (await data).close();
  for (const simulator of simulators.values()) await simulator.close();
  simulators.clear();
});
afterAll(() => database?.drop());

/** One exchange of this machine, and a reader of it as a process has one. */
async function start(exchange: ExchangeName, prices?: PriceSource): Promise<Simulator> {
  const simulator = await startSimulator({ exchange, prices });
  simulators.set(exchange, simulator);
  return simulator;
}

function open(): DownloadRuntime {
  const runtime = createDownloadRuntime({
    clocks,
    practice: true,
    pauseMs: 0,
    retryMs: 10,
    open: (exchange) => {
      const origin = simulators.get(exchange)?.origin ?? "http://127.0.0.1:9";
      return openMarketData(exchange, { site: { kind: "simulator", origin }, timeoutMs: 1_000 });
    },
  });
  runtimes.push(runtime);
  return runtime;
}

const ask = () => toAsk({ userId, role: "owner" });
type Wish = { exchange: ExchangeName; symbol: string; timeframe: string; from?: number; until?: number };
const isoOf = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());

async function request({ from, until, ...rest }: Wish) {
  const input = downloadAsk.parse({ ...rest, from: isoOf(from), until: isoOf(until) });
  return requestDownload({ ...input, practice: true }, ask());
}
async function requested(wish: Wish): Promise<string> {
  const answer = await request(wish);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.id;
}
async function show(id: string) {
  const shown = await showSeries(userId, id);
  if (!shown.ok) throw new Error(shown.refusal.message);
  return shown.value;
}
async function finish(runtime: DownloadRuntime, id: string) {
  for (let part = 0; part < 100; part++)
    if ((await continueDownload(runtime, id, { partMs: 500 })).ended) return show(id);
  throw new Error("it does not end");
}
/** Newest closed minute, some minutes ago: the period does not move under the test. */
const fixedEnd = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;

/** The simulator's own candles of a period, as numbers. */
function truth(prices: PriceSource, symbol: string, timeframe: Timeframe, from: number, until: number) {
  const limit = Math.round((until - from) / timeframeMs(timeframe));
  return prices
    .candles(symbol, timeframe, { from: marketMs(from), until: marketMs(until), limit })
    .map(({ openAt, open, high, low, close, volume }) => [
      openAt,
      ...[open, high, low, close, volume].map((value) => Number(value.toFixed(8))),
    ]);
}
async function stored(id: string, from: number, until: number) {
  const { openAt, ...rest } = await readCandles(id, from, until);
  return Array.from(openAt, (at, row) => [
    at,
    ...[rest.open, rest.high, rest.low, rest.close, rest.volume].map((column) => column[row]),
  ]);
}

describe("candles of an exchange", () => {
  it.each([PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])("are all there where %i were asked for", async (count) => {
    const prices = simulatedPrices("binance", 7);
    await start("binance", prices);
    const until = fixedEnd();
    const from = until - count * MINUTE_MS;
    const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from, until });
    const view = await finish(open(), id);
    expect(view).toMatchObject({
      name: "practice-binance:BTC/USDT:1m",
      status: "done",
      candles: count,
      missing: 0,
      from: isoOf(from),
      until: isoOf(until),
      progress: { done: count, total: count },
    });
    expect(await stored(id, from, until)).toEqual(truth(prices, "BTC/USDT", "1m", from, until));
  });

  it("go on after a cut where they stood, in another process too, and none is read twice", async () => {
    const prices = simulatedPrices("binance", 7);
    const simulator = await start("binance", prices);
    const until = fixedEnd();
    const from = until - 3_500 * MINUTE_MS;
    const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from, until });
    // the process ends in the middle of a page, again and again: each next one is another
    for (let cut = 0; cut < 6; cut++) {
      const runtime = open();
      simulator.control.setFault({ name: "dropped_before_arrival", on: "public", times: 1 });
      const part = continueDownload(runtime, id, { partMs: 5_000, onPage: () => runtime.ending.abort() });
      await part;
    }
    expect((await show(id)).status).toBe("running");
    const view = await finish(open(), id);
    expect(view).toMatchObject({ status: "done", candles: 3_500, missing: 0 });
    expect(await stored(id, from, until)).toEqual(truth(prices, "BTC/USDT", "1m", from, until));
  });

  it("two readers of one series do each other no harm", async () => {
    const prices = simulatedPrices("kucoin", 7);
    await start("kucoin", prices);
    const until = fixedEnd();
    const from = until - 4_000 * MINUTE_MS;
    const id = await requested({ exchange: "kucoin", symbol: "BTC/USDT", timeframe: "1m", from, until });
    const [view] = await Promise.all([finish(open(), id), finish(open(), id)]);
    expect(view).toMatchObject({ status: "done", candles: 4_000, missing: 0 });
    expect(await stored(id, from, until)).toEqual(truth(prices, "BTC/USDT", "1m", from, until));
  });

  it("that the exchange does not have are named as a gap and never filled", async () => {
    const until = fixedEnd();
    const from = until - 2_000 * MINUTE_MS;
    const hole = { from: from + 700 * MINUTE_MS, until: from + 1_450 * MINUTE_MS };
    const prices = withHole(simulatedPrices("binance", 7), hole);
    await start("binance", prices);
    const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from, until });
    const view = await finish(open(), id);
    expect(view).toMatchObject({ status: "done", candles: 1_250, missing: 750 });
    const shown = await showSeriesGaps({ seriesId: id }, { userId });
    if (!shown.ok) throw new Error(shown.refusal.message);
    expect(shown.value).toMatchObject({ gaps: [{ at: isoOf(hole.from), missing: 750 }], gapsInAll: 1 });
    expect((await stored(id, from, until)).length).toBe(1_250);
  });

  it("are asked for again where the exchange is late, limits, or answers nonsense", async () => {
    const simulator = await start("binance", simulatedPrices("binance", 7));
    const until = fixedEnd();
    const from = until - 1_500 * MINUTE_MS;
    const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from, until });
    const runtime = open();
    const steps: string[] = [];
    simulator.control.setFault({ name: "slow", on: "public", times: 1, ms: 2_000 });
    simulator.control.setFault({ name: "rate_limit", on: "public", times: 1, ms: 1_000 });
    simulator.control.setFault({ name: "malformed", on: "public", times: 1 });
    for (let part = 0; part < 100; part++) {
      const { ended } = await continueDownload(runtime, id, {
        partMs: 200,
        onPage: ({ view }) => steps.push(view.progress.step),
      });
      if (ended) break;
    }
    expect(await show(id)).toMatchObject({ status: "done", candles: 1_500, missing: 0 });
    expect(steps.join("\n")).toMatch(/Asked again in \d+ s\./);
  });

  it("begin where the exchange begins, and that is said", async () => {
    await start("kraken", simulatedPrices("kraken", 7));
    const from = Date.UTC(2020, 0, 1);
    const id = await requested({ exchange: "kraken", symbol: "BTC/USD", timeframe: "1h", from });
    const view = await finish(open(), id);
    expect(view.status).toBe("done");
    expect(view.candles).toBeGreaterThan(700);
    expect(view.candles).toBeLessThanOrEqual(720);
    expect(view.notes.join()).toMatch(/from 2020-01-01 00:00 UTC on; Kraken begins at .* newest 720/);
  });

  it("are gone on with later, and further back, without a hole between", async () => {
    const prices = simulatedPrices("valr", 7);
    await start("valr", prices);
    const until = fixedEnd();
    const [early, from, mid] = [until - 900 * MINUTE_MS, until - 600 * MINUTE_MS, until - 300 * MINUTE_MS];
    const wish = { exchange: "valr", symbol: "BTC/ZAR", timeframe: "1m" } as const;
    const id = await requested({ ...wish, from, until: mid });
    expect((await finish(open(), id)).candles).toBe(300);
    expect(await requested({ ...wish, until })).toBe(id);
    expect((await finish(open(), id)).candles).toBe(600);
    expect(await requested({ ...wish, from: early, until })).toBe(id);
    expect(await finish(open(), id)).toMatchObject({ candles: 900, missing: 0, from: isoOf(early) });
    const openAt = (await stored(id, 0, Number.MAX_SAFE_INTEGER / 2)).map(([at]) => at);
    expect(openAt).toEqual(Array.from({ length: 900 }, (_, row) => early + row * MINUTE_MS));
  });
});

describe("what cannot be had is said in a sentence", () => {
  const failing = async (wish: Wish) => {
    const view = await finish(open(), await requested(wish));
    expect(view.status).toBe("failed");
    return view.statusReason;
  };
  const from = Date.now() - 86_400_000;

  it("an unknown market, with those that were meant", async () => {
    await start("binance");
    expect(await failing({ exchange: "binance", symbol: "BTC/USDD", timeframe: "1h", from })).toMatch(
      /^Binance does not list BTC\/USDD\. It lists BTC\/USDT/,
    );
  });

  it("a timeframe that the exchange has not, with those it has", async () => {
    await start("kraken");
    expect(await failing({ exchange: "kraken", symbol: "BTC/USD", timeframe: "3m", from })).toBe(
      "Kraken has no 3m candles: it has 1m, 5m, 15m, 30m, 1h, 4h, 1d.",
    );
  });

  it("Luno without keys, with what can be had instead", async () => {
    await start("luno");
    expect(await failing({ exchange: "luno", symbol: "BTC/ZAR", timeframe: "1h", from })).toMatch(
      /Luno gives candles to accounts with keys only.*VALR.*import a file/,
    );
  });

  it("a beginning in the future, none at all, and more than a series holds", async () => {
    const wish = { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" } as const;
    const words = async (one: Wish) => {
      const answer = await request(one);
      return answer.ok ? "accepted" : answer.refusal.message;
    };
    expect(await words({ ...wish, from: Date.now() + 86_400_000 })).toMatch(
      /lies in the future.*begin earlier/,
    );
    expect(await words(wish)).toMatch(/Say from when on/);
    expect(await words({ ...wish, from: Date.UTC(2010, 0, 2) })).toMatch(/a series holds 6 000 000/);
    expect(downloadAsk.safeParse({ ...wish, timeframe: "2h" }).error?.issues[0]?.message).toMatch(
      /Exchanges are asked for 1m.*put it together/,
    );
  });
});

it("a download that was cancelled keeps what it has; deleted it is gone with its candles", async () => {
  await start("binance");
  const from = fixedEnd() - 5_000 * MINUTE_MS;
  const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from });
  const runtime = open();
  const work = continueDownload(runtime, id, {
    partMs: 20_000,
    onPage: ({ candles }) => void (candles > 0 && cancelDownload({ seriesId: id }, ask())),
  });
  expect((await work).ended).toBe(true);
  const view = await show(id);
  expect(view.status).toBe("cancelled");
  expect(view.candles).toBeGreaterThan(0);
  expect(view.candles).toBeLessThan(5_000);
  expect((await deleteSeries({ seriesId: id }, ask())).ok).toBe(true);
  expect((await readCandles(id, 0, Date.now())).openAt.length).toBe(0);
});

it("an exchange that hangs holds up no other", async () => {
  const hanging = await start("kucoin");
  await start("binance");
  hanging.control.setFault({ name: "slow", on: "public", ms: 60_000 });
  const from = fixedEnd() - 1_200 * MINUTE_MS;
  const wish = { symbol: "BTC/USDT", timeframe: "1m", from } as const;
  const [slow, quick] = [
    await requested({ ...wish, exchange: "kucoin" }),
    await requested({ ...wish, exchange: "binance" }),
  ];
  const runtime = open();
  const stuck = continueDownload(runtime, slow, { partMs: 30_000 });
  expect((await finish(runtime, quick)).status).toBe("done");
  expect((await show(slow)).status).toBe("running");
  runtime.ending.abort();
  await stuck;
});

it("what waits is handed to the engine once, with its exchange; what was lost, again", async () => {
  await start("binance");
  const from = fixedEnd() - 100 * MINUTE_MS;
  const id = await requested({ exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from });
  const sent: string[] = [];
  let lateMs = 0;
  const late = { ...clocks, wall: () => wallMs(Date.now() + lateMs) };
  const send = createDownloadSender({ ...open(), clocks: late }, async (events) => {
    sent.push(...events.map((event) => `${event.id} ${(event.data as { exchange: string }).exchange}`));
  });
  const ours = () => sent.filter((text) => text.includes(id));
  await send();
  await send();
  expect(ours()).toEqual([`candles:${id}:1 binance`]);
  lateMs = 120_000;
  await send();
  expect(ours()).toEqual([`candles:${id}:1 binance`, `candles:${id}:2 binance`]);
});

function withHole(source: PriceSource, hole: { readonly from: number; readonly until: number }): PriceSource {
  return {
    ...source,
    candles: (symbol, timeframe, range) =>
      source
        .candles(symbol, timeframe, range)
        .filter(({ openAt }) => openAt < hole.from || openAt >= hole.until),
  };
}
