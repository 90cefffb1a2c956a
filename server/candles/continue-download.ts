import { setTimeout as sleep } from "node:timers/promises";
import { announce } from "@/server/audit/announce";
import { jobContext } from "@/server/audit/job-context";
import { record } from "@/server/audit/record";
import type { MarketData } from "@/server/exchange/core/exchange-client";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault, invariant } from "@/server/kernel/result";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { logger } from "@/server/platform/logger";
import { changed, changeSeries } from "./change-series";
import { checkListing } from "./check-listing";
import { nextStretch, progressOf, readUpTo } from "./core/download-cursor";
import { isPractice } from "./core/series-name";
import type { SeriesRules } from "./core/series-rules";
import { type CandlePage, readPage } from "./read-page";
import { type DownloadRuntime, dataOf } from "./runtime";
import { findSeries, savePage, saveRules, saveSeen } from "./store/series";
import type { Series } from "./store/to-series";

export const DOWNLOAD_JOB = "download-candles";
/** How long one step of the job works, wall clock. */
const PART_MS = 10_000;
/** One download asks no faster than this, whatever the exchange would bear: prices and orders go by the same limits. */
const PAUSE_MS = 100;
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 30_000;
/** An exchange that has answered nothing for so long ends the download; what is there stays. */
const TROUBLE_MOST_MS = 30 * 60_000;
const TELL_MS = 1_000;
const OPEN = ["queued", "running"] as const;

export type Part = { readonly seriesId: string; readonly ended: boolean };
/** Of a download that works in a terminal. */
export type Heard = (series: Series) => void;

/**
 * Works on a download for some seconds and says whether it has ended. Every page is stored with how far it reaches, in
 * one transaction: whoever goes on, after whatever cut, goes on there. An exchange that fails is asked again, later and
 * later; a definite no ends the download with what it said.
 */
export async function continueDownload(
  runtime: DownloadRuntime,
  seriesId: string,
  { partMs = PART_MS, onPage = () => undefined }: { readonly partMs?: number; readonly onPage?: Heard } = {},
): Promise<Part> {
  const until = performance.now() + partMs;
  const pace = startPace();
  for (;;) {
    const series = await findSeries(seriesId);
    if (!series || !OPEN.some((status) => status === series.status)) return { seriesId, ended: true };
    onPage(series);
    const ended = await goOn(runtime, series, pace, until);
    if (ended) return { seriesId, ended };
    if (performance.now() >= until || runtime.ending.signal.aborted) return { seriesId, ended: false };
  }
}

type Pace = { readonly startedMs: number; pages: number; candles: number; toldMs: number };
const startPace = (): Pace => ({ startedMs: performance.now(), pages: 0, candles: 0, toldMs: 0 });

/** One page, or what comes before the first and after the last one; true when it has ended. */
async function goOn(runtime: DownloadRuntime, series: Series, pace: Pace, until: number): Promise<boolean> {
  const { clocks } = runtime;
  const ctx = jobContext(clocks, series.userId, DOWNLOAD_JOB, series.id);
  if (series.status === "queued") {
    await changeSeries(series, { from: ["queued"], to: "running", reason: "its turn has come" }, ctx);
    return false;
  }
  const stretch = nextStretch(series.cursor);
  if (stretch === null) {
    const notes = notesOf(series);
    await changeSeries(series, { from: ["running"], to: "done", reason: "all of it is read", notes }, ctx);
    return true;
  }
  const timeframe = timeframes.find((each) => each === series.timeframe);
  invariant(timeframe, `a download was asked for ${series.timeframe} candles`);
  const told = await ask(runtime, series, { timeframe, ...stretch });
  if (told.kind === "trouble") return fell(runtime, series, told.error, until);
  runtime.trouble.delete(series.id);
  if (told.kind === "no") {
    await changeSeries(series, { from: ["running"], to: "failed", reason: told.words }, ctx);
    return true;
  }
  if (told.kind === "listed") {
    await record((tx) => saveRules(tx, series.id, told.rules));
    runtime.known.add(keyOf(series));
    return false;
  }
  await keep(runtime, series, told.page, pace);
  await pause(runtime, runtime.pauseMs ?? PAUSE_MS);
  return false;
}

type Told =
  | { readonly kind: "no"; readonly words: string }
  | { readonly kind: "listed"; readonly rules: SeriesRules }
  | { readonly kind: "page"; readonly page: CandlePage }
  | { readonly kind: "trouble"; readonly error: unknown };

const keyOf = ({ id, round }: Series): string => `${id} ${round}`;

/** Asks the exchange for the next page; once in a process first, whether it has such candles at all. */
async function ask(
  runtime: DownloadRuntime,
  series: Series,
  { timeframe, at, end }: { readonly timeframe: Timeframe; readonly at: number; readonly end: number },
): Promise<Told> {
  const { symbol } = series;
  try {
    const data = await open(runtime, series);
    if (!runtime.known.has(keyOf(series))) {
      const from = series.cursor.untilAt - 2 * timeframeMs(timeframe);
      const listed = await checkListing(data, { symbol, timeframe, from });
      return listed.ok
        ? { kind: "listed", rules: listed.value }
        : { kind: "no", words: listed.refusal.message };
    }
    const page = await readPage(data, { symbol, timeframe }, { at, end });
    return page === null
      ? { kind: "no", words: `${exchangeLabel(series.exchange)} gives these candles no more.` }
      : { kind: "page", page };
  } catch (error) {
    return { kind: "trouble", error };
  }
}

async function open(runtime: DownloadRuntime, series: Series): Promise<MarketData> {
  if (isPractice(series.place) === runtime.practice) return dataOf(runtime, series.exchange);
  throw new Fault(
    "exchange",
    false,
    runtime.practice
      ? "This start reaches simulators only: start it without --practice for the exchange's own candles."
      : "Its simulator belongs to a practice start: begin it there.",
  );
}

async function keep(
  runtime: DownloadRuntime,
  series: Series,
  { columns, readTo, refused }: CandlePage,
  pace: Pace,
): Promise<void> {
  const { clocks } = runtime;
  const lengthMs = timeframeMs(series.timeframe);
  const cursor = readUpTo(series.cursor, readTo);
  const { done, total } = progressOf(cursor, lengthMs);
  pace.pages += 1;
  pace.candles += done - progressOf(series.cursor, lengthMs).done;
  const tookMs = performance.now() - pace.startedMs;
  const etaMs = pace.candles > 0 ? (tookMs / pace.candles) * (total - done) : null;
  const until = new Date(readTo).toISOString().slice(0, 10);
  const step = `Read up to ${until}${refused > 0 ? `; ${refused} candles that cannot be were left out` : ""}`;
  const saved = await record((tx) =>
    savePage(tx, { series, columns, cursor, step, etaMs, wallNow: clocks.wall() }),
  );
  // somebody else has gone on meanwhile, or it was cancelled: looked at anew
  if (!saved || performance.now() - pace.toldMs < TELL_MS) return;
  pace.toldMs = performance.now();
  await tell(runtime, series, step);
}

const tell = ({ clocks }: DownloadRuntime, series: Series, step: string): Promise<void> =>
  announce(
    { userId: series.userId, marketNow: clocks.market(), wallNow: clocks.wall() },
    changed(series, "running", step),
  );

/** Waits and goes on after what may pass; a definite no ends the download with the exchange's word. */
async function fell(
  runtime: DownloadRuntime,
  series: Series,
  error: unknown,
  until: number,
): Promise<boolean> {
  const { clocks, trouble, retryMs = RETRY_MS } = runtime;
  const now = clocks.wall();
  const { failures, since } = trouble.get(series.id) ?? { failures: 0, since: now };
  const lasts = error instanceof Fault && error.retryable && now - since < TROUBLE_MOST_MS;
  if (!lasts) {
    if (!(error instanceof Fault))
      logger("candles").error({ err: error, series: series.view.name }, "a download broke");
    trouble.delete(series.id);
    const ctx = jobContext(clocks, series.userId, DOWNLOAD_JOB, series.id);
    await changeSeries(series, { from: OPEN, to: "failed", reason: reasonOf(error, series) }, ctx);
    return true;
  }
  trouble.set(series.id, { failures: failures + 1, since });
  const waitMs = Math.min(retryMs * 2 ** failures, RETRY_MOST_MS);
  const step = `${error.message.slice(0, 200)} Asked again in ${Math.max(1, Math.round(waitMs / 1_000))} s.`;
  await record((tx) => saveSeen(tx, { id: series.id, step, etaMs: null, wallNow: now }));
  await tell(runtime, series, step);
  // the next step of the job goes on waiting where this one ends
  await pause(runtime, Math.min(waitMs, Math.max(0, until - performance.now()) + retryMs));
  return false;
}

const pause = ({ ending }: DownloadRuntime, ms: number): Promise<void> =>
  sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);

function reasonOf(error: unknown, { exchange }: Series): string {
  const label = exchangeLabel(exchange);
  if (!(error instanceof Fault)) return "It broke inside: the log of the worker says where. Resume it.";
  if (!error.retryable) return error.message.slice(0, 400);
  return `${label} has not answered for half an hour: ${error.message.slice(0, 300)} What is there stays; resume it when the exchange answers.`;
}

const KRAKEN_KEEPS =
  " Kraken tells no more than its newest 720 candles of a timeframe: its files of older ones can be imported.";

/** What the owner should know of what came: a beginning that is later than asked for. */
function notesOf({ candles, firstAt, cursor, exchange, timeframe }: Series): readonly string[] {
  const label = exchangeLabel(exchange);
  const more = exchange === "kraken" ? KRAKEN_KEEPS : "";
  if (candles === 0 || firstAt === null) return [`${label} has no candles of that period.${more}`];
  if (firstAt - cursor.fromAt < timeframeMs(timeframe)) return [];
  const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return [`Asked for from ${day(cursor.fromAt)} UTC on; ${label} begins at ${day(firstAt)}.${more}`];
}
