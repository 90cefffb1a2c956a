import { setTimeout as sleep } from "node:timers/promises";
import type { ActionContext } from "@/server/audit/action-context";
import { continueDownload } from "@/server/candles/continue-download";
import { downloadAsk } from "@/server/candles/core/download-ask";
import { isPractice, placeOf, readSeriesName } from "@/server/candles/core/series-name";
import type { SeriesView } from "@/server/candles/core/series-view";
import { listSeries } from "@/server/candles/list-series";
import { requestDownload } from "@/server/candles/request-download";
import { showSeries } from "@/server/candles/show-series";
import { readBeat } from "@/server/heartbeat/read-beats";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { exchangeNames, findExchange } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { openDownloads } from "@/server/worker/open-downloads";
import { openProgressLine } from "../backtest/progress-line";

const CUT_OFF = 130;
const LOOK_MS = 500;
const ALIVE_MS = 15_000;

type Wanted = {
  readonly name: string;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly ctx: ActionContext;
  readonly quiet: boolean;
};

type Ended = { readonly view: SeriesView; readonly code: number };

/**
 * Downloads one series to its end. A running app does it, at its own pace with the exchange, and goes on after Ctrl-C; without one
 * it is done here, and Ctrl-C leaves what there is for the next call.
 */
export async function downloadSeries(wanted: Wanted): Promise<Result<Ended>> {
  const id = await ask(wanted);
  if (!id.ok) return id;
  const { ctx } = wanted;
  return (await isAppThere()) ? follow(ctx.userId, id.value) : readHere(ctx.userId, id.value);
}

async function ask({ name, fromMs, untilMs, ctx }: Wanted): Promise<Result<string>> {
  const named = readSeriesName(name);
  if (!named.ok) return named;
  const { place, symbol, timeframe } = named.value;
  const practice = isPractice(place);
  const exchange = findExchange(practice ? place.slice(placeOf("", true).length) : place);
  if (!exchange)
    return refuse("invalid", `"${place}" is no exchange: candles come from ${exchangeNames.join(", ")}.`);
  const isoOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const read = downloadAsk.safeParse({
    exchange,
    symbol,
    timeframe,
    from: isoOf(fromMs),
    until: isoOf(untilMs),
  });
  if (!read.success) return refuse("invalid", read.error.issues[0]?.message ?? "It cannot be read.");
  const open = (await listSeries(ctx.userId)).items.find(
    (each) => each.name === `${place}:${symbol}:${timeframe}` && ["queued", "running"].includes(each.status),
  );
  // under way already, or left behind by a call that was killed: gone on with
  if (open) return accept(open.id);
  const asked = await requestDownload({ ...read.data, practice }, ctx);
  return asked.ok ? accept(asked.value.id) : asked;
}

async function isAppThere(): Promise<boolean> {
  const beat = await readBeat("engine");
  return beat !== null && Date.now() - beat.wallAt < ALIVE_MS;
}

/** Looks on while the app reads it. */
async function follow(userId: string, id: string): Promise<Result<Ended>> {
  const line = openProgressLine(process.stderr, () => performance.now(), "candles");
  const cut = cutOff();
  for (;;) {
    const shown = await showSeries(userId, id);
    if (!shown.ok) return shown;
    const { status, progress } = shown.value;
    line.show(progress.done, progress.total);
    if (status !== "queued" && status !== "running") return accept({ view: shown.value, code: 0 });
    if (cut.signal.aborted) {
      line.clear();
      console.error("The app goes on with it: the page Candles shows how far it is, and cancels it.");
      return accept({ view: shown.value, code: CUT_OFF });
    }
    await sleep(LOOK_MS, undefined, { signal: cut.signal }).catch(() => undefined);
  }
}

async function readHere(userId: string, id: string): Promise<Result<Ended>> {
  const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };
  const { runtime, stop } = openDownloads(clocks);
  const line = openProgressLine(process.stderr, () => performance.now(), "candles");
  const cut = cutOff();
  cut.signal.addEventListener("abort", () => runtime.ending.abort());
  let told = "";
  try {
    for (let ended = false; !ended && !cut.signal.aborted; ) {
      ({ ended } = await continueDownload(runtime, id, {
        onPage: ({ view: { progress } }) => {
          line.show(progress.done, progress.total);
          if (!/Asked again/.test(progress.step) || progress.step === told) return;
          told = progress.step;
          line.clear();
          console.error(told);
        },
      }));
    }
  } finally {
    line.clear();
    await stop();
  }
  const shown = await showSeries(userId, id);
  if (!shown.ok) return shown;
  const isCut = shown.value.status === "running" || shown.value.status === "queued";
  if (isCut) console.error("Cut off: the same call goes on from here.");
  return accept({ view: shown.value, code: isCut ? CUT_OFF : 0 });
}

function cutOff(): AbortController {
  const cut = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => cut.abort());
  return cut;
}
