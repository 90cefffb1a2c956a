// npm run cli -- candles inspect FILE… [--columns …] [--unit s|ms|us|ns] [--gaps keep|fill|refuse] [--json]: what a
// file of candles is read as. Status 2 and one sentence on standard error for a file that is not sound.
import { parseArgs } from "node:util";
import type { CandleTable } from "@/server/market/candle-files/candle-file";
import { CandleFileError, momentText } from "@/server/market/candle-files/candle-file-error";
import { readChosenCandles } from "@/server/market/candle-files/read-chosen-candles";
import { sliceTable } from "@/server/market/candle-files/resample-table";
import { candleCloseAt } from "@/server/market/core/candle";
import { CANDLE_OPTIONS, readCandleOptions } from "../lib/candle-options";

const HELP = `Usage: npm run cli -- candles inspect FILE… [options]

Says what a file of candles is read as: its form, timeframe, period, gaps, and everything that was noticed.

  --columns time,open,high,low,close,volume   what each column holds, "-" for one to leave out
  --unit ms                                   what its times count: s, ms, us, ns
  --zone Europe/Athens                        the zone of dates that carry none: a name, UTC or +02:00
  --gaps keep                                 keep, fill or refuse what is missing, repeated or unfinished
  --timeframe 4h                              put together to longer candles
  --from 2024-01-01 --to 2024-06-30           the part in between
  --json                                      as JSON

  npm run cli -- candles inspect BTCUSDT-1m-2024-05.zip
  npm run cli -- candles inspect export.csv --columns time,low,high,open,close,volume --json`;

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [verb, ...files] = positionals;
  if (values.help === true || verb === "help") {
    console.log(HELP);
    return;
  }
  if (verb !== "inspect") throw new CandleFileError(`Say what to do: candles inspect FILE.`);
  if (files.length === 0) throw new CandleFileError("Name a file: candles inspect FILE.");
  const answers = [];
  for (const file of files) {
    const { table, from } = await readChosenCandles(file, readCandleOptions(values), Date.now());
    answers.push(describeTable(sliceTable(table, from, table.openAt.length)));
  }
  if (values.json === true) console.log(JSON.stringify(answers.length === 1 ? answers[0] : answers));
  else for (const answer of answers) show(answer);
}

function parse(args: readonly string[]) {
  try {
    const options = {
      ...CANDLE_OPTIONS,
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new CandleFileError((error as Error).message.split("\n")[0] ?? "");
  }
}

function describeTable(table: CandleTable) {
  const {
    file,
    sha256,
    words,
    timeframe,
    symbol,
    openAt,
    priceScale,
    volumeScale,
    flags,
    others,
    gaps,
    notes,
  } = table;
  const last = openAt.length - 1;
  const candle = (index: number) => ({
    openTime: openAt[index] as number,
    open: (table.open[index] as number).toFixed(priceScale),
    high: (table.high[index] as number).toFixed(priceScale),
    low: (table.low[index] as number).toFixed(priceScale),
    close: (table.close[index] as number).toFixed(priceScale),
    volume: (table.volume[index] as number).toFixed(volumeScale),
  });
  return {
    file,
    sha256,
    form: words,
    symbol,
    timeframe,
    candles: openAt.length,
    from: new Date(openAt[0] as number).toISOString(),
    to: new Date(candleCloseAt(openAt[last] as number, timeframe)).toISOString(),
    missing: gaps.reduce((sum, gap) => sum + gap.missing, 0),
    gaps: gaps.slice(0, 100),
    priceDecimals: priceScale,
    volumeDecimals: volumeScale,
    flags: flags !== null,
    unusedColumns: others,
    first: candle(0),
    last: candle(last),
    notes,
  };
}

function show({ notes, first, last, gaps, ...facts }: ReturnType<typeof describeTable>): void {
  for (const [name, value] of Object.entries(facts)) {
    const text = Array.isArray(value) ? value.join(", ") : value;
    console.log(`${name.padEnd(15)} ${text === null || text === "" ? "–" : text}`);
  }
  for (const [name, { openTime, ...prices }] of Object.entries({ first, last })) {
    const at = momentText(openTime);
    console.log(
      `${name.padEnd(15)} ${at} ${Object.entries(prices)
        .map(([each, value]) => `${each} ${value}`)
        .join("  ")}`,
    );
  }
  for (const { words } of notes) console.log(`noticed         ${words}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CandleFileError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
