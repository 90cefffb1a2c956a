// npm run cli -- candles list | download NAME | import FILE | export NAME FILE | delete NAME: the candles kept for research.
// Status 2 and one sentence on standard error for bad input, 1 for failure, 130 for Ctrl-C.
import { parseArgs } from "node:util";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { systemContext } from "@/server/auth/system-context";
import { deleteSeries } from "@/server/candles/delete-series";
import { exportSeries } from "@/server/candles/export-series";
import { importCandles } from "@/server/candles/import-candles";
import { listSeries } from "@/server/candles/list-series";
import { findStoredByName } from "@/server/candles/read-series";
import { wallMs } from "@/server/kernel/clock";
import { findExchange } from "@/server/kernel/exchange-names";
import { type Result, refuse } from "@/server/kernel/result";
import { CandleFileError } from "@/server/market/candle-files/candle-file-error";
import { readCandleFile } from "@/server/market/candle-files/read-candle-file";
import { resampleTable } from "@/server/market/candle-files/resample-table";
import { readMarketNow } from "@/server/market/market-now";
import { closeDb } from "@/server/platform/db";
import { CANDLE_OPTIONS, readCandleOptions } from "../lib/candle-options";
import { downloadSeries } from "./stored-candles/download-series";
import { listText, seriesText } from "./stored-candles/series-text";

const HELP = `Usage: npm run cli -- candles inspect FILE… | list | download NAME | import FILE | export NAME FILE | delete NAME

Candles kept for research. Backtests use them by name: backtest --candles binance:BTC/USDT:1h --strategy ema-cross.

  list                                        what is stored, with periods, gaps and sizes
  download binance:BTC/USDT:1h --from 2020-01-01 [--to 2024-01-01]
                                              from an exchange; again: goes on where it stands, up to now
  import FILE [--name vision] [--symbol BTC/USDT] [--exchange binance]
                                              a file as "candles inspect" reads it, with its options
  export NAME FILE                            as CSV
  delete NAME
  --json                                      as JSON
  --home DIR                                  whose database`;

const { json, database, words } = JSON.parse(process.env.AMARKTAI_CLI ?? "{}") as {
  json: boolean;
  database: { readonly state: string; readonly detail: string };
  words: readonly string[];
};

const text = { type: "string" } as const;
const OPTIONS = {
  ...CANDLE_OPTIONS,
  name: text,
  symbol: text,
  exchange: text,
  json: { type: "boolean" },
  quiet: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Shown = { readonly value: unknown; readonly text: () => string; readonly code?: number };
type Given = ReturnType<typeof read>["values"];

async function main(): Promise<void> {
  const { values, positionals } = read();
  if (values.help === true) {
    console.log(HELP);
    return;
  }
  const [verb = "", ...names] = positionals;
  const most = { list: 0, export: 2 }[verb] ?? 1;
  if (names.length !== most)
    throw new CandleFileError(`candles ${verb} takes ${most} names: "candles ${verb} --help" shows how.`);
  const userId = await findOwner();
  if (userId === null) return;
  const done = await answer(verb, names, { values, userId });
  if (!done.ok) {
    console.error(done.refusal.message);
    process.exitCode = 2;
    return;
  }
  const { value, text: words, code } = done.value;
  if (code !== undefined) process.exitCode = code;
  if (values.quiet !== true) console.log(json ? JSON.stringify(value) : words());
}

function read() {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CandleFileError((error as Error).message.split("\n")[0] ?? "");
  }
}

async function findOwner(): Promise<string | null> {
  if (database.state === "none" || database.state === "failed") {
    console.error(database.detail);
    process.exitCode = 1;
    return null;
  }
  const userId = await findOwnerId();
  if (userId !== null) return userId;
  throw new CandleFileError(
    "Nobody has claimed this installation yet: start it once with npm start, then store candles.",
  );
}

type Call = { readonly values: Given; readonly userId: string };

async function answer(
  verb: string,
  [one = "", file = ""]: readonly string[],
  call: Call,
): Promise<Result<Shown>> {
  if (verb === "list") {
    const page = await listSeries(call.userId);
    return { ok: true, value: { value: page, text: () => listText(page) } };
  }
  if (verb === "download") return download(one, call);
  if (verb === "import") return keepFile(one, call);
  const found = await findStoredByName(call.userId, one);
  if (verb === "delete") return remove(one, call);
  if (!found.ok) return found;
  const written = await exportSeries(found.value, file);
  return {
    ok: true,
    value: { value: written, text: () => `${written.candles} candles of ${written.name} are in ${file}.` },
  };
}

async function download(name: string, { values, userId }: Call): Promise<Result<Shown>> {
  const { fromMs, untilMs } = readCandleOptions(values);
  const ended = await downloadSeries({ name, fromMs, untilMs, ctx: await context(userId), quiet: json });
  if (!ended.ok) return ended;
  const { view, code } = ended.value;
  if (view.status === "failed") return refuse("invalid", view.statusReason ?? "It failed.");
  return { ok: true, value: { value: view, text: () => seriesText(view), code } };
}

async function keepFile(file: string, { values, userId }: Call): Promise<Result<Shown>> {
  const { timeframe, fromMs, untilMs, ...ask } = readCandleOptions(values);
  if (fromMs !== null || untilMs !== null)
    throw new CandleFileError("A file is imported whole: leave out --from and --to, a backtest takes them.");
  const exchange = values.exchange === undefined ? null : findExchange(values.exchange);
  if (exchange === undefined)
    throw new CandleFileError(`--exchange: "${values.exchange?.slice(0, 40)}" is no exchange that is known.`);
  const table = await readCandleFile(file, ask, Date.now());
  const whole = timeframe === null ? table : resampleTable(table, timeframe);
  const kept = await importCandles(
    { table: whole, place: values.name ?? null, symbol: values.symbol ?? null, exchange },
    await context(userId),
  );
  return kept.ok ? { ok: true, value: { value: kept.value, text: () => seriesText(kept.value) } } : kept;
}

async function remove(name: string, { userId }: Call): Promise<Result<Shown>> {
  const series = (await listSeries(userId)).items.find((each) => each.name === name);
  if (!series)
    return refuse(
      "not_found",
      `No candles called ${name.slice(0, 60)} are stored: "candles list" shows them.`,
    );
  const gone = await deleteSeries({ seriesId: series.id }, await context(userId));
  return gone.ok ? { ok: true, value: { value: { name }, text: () => `${name} is deleted.` } } : gone;
}

async function context(userId: string) {
  const wallNow = wallMs(Date.now());
  return systemContext(
    { id: "cli", userId, channel: "cli" },
    { wallNow, marketNow: await readMarketNow(wallNow) },
  );
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof CandleFileError ? 2 : 1;
});
await closeDb();
// an exchange's connections may still be open
process.exit();
