// npm run cli -- backtest --candles FILE… --strategy NAME [options] [--json], or backtest --cases FILE.
// Status 2 and one sentence on standard error for bad input; then nothing is printed on standard output. What
// Ctrl-C has cut off prints what was done and ends with 130.
import { backtestOptions } from "@/server/backtest/core/backtest-options";
import { backtestCaseFile } from "@/server/backtest/core/case-schema";
import { runCase } from "@/server/backtest/core/run-case";
import { CandleFileError } from "@/server/market/candle-files/candle-file-error";
import { BadInput, type Given, helpText, readCall } from "./backtest/read-call";
import { parseWith, readJson, readText } from "./backtest/read-options";
import { replayCandles, replayTogether } from "./backtest/run";
import { searchCandles } from "./backtest/search";
import { showRun } from "./backtest/show-run";
import { searchLines } from "./backtest/show-search";

const CUT_OFF = 130;

async function main(): Promise<void> {
  const { given, mode } = readCall(process.argv.slice(2));
  if (given.help === true) {
    console.log(helpText());
    return;
  }
  if (mode === "cases") await cases(given);
  else if (mode === "sweep" || mode === "walk-forward") await search(given);
  else await run(given, mode === "together");
}

async function cases(given: Given): Promise<void> {
  const answer = await replayCases(given.cases as string, given);
  if (given.json) console.log(JSON.stringify(answer));
  else for (const { id, trades } of answer.results) console.table(trades.map((trade) => ({ id, ...trade })));
}

async function run(given: Given, together: boolean): Promise<void> {
  const answer = together ? await replayTogether(given) : await replayCandles(given);
  if ("cutOf" in answer && answer.cutOf !== null) process.exitCode = CUT_OFF;
  if (given.json) console.log(JSON.stringify(answer));
  else showRun(answer);
}

async function search(given: Given): Promise<void> {
  const { report, cut } = await searchCandles(given);
  if (cut) process.exitCode = CUT_OFF;
  if (report === null) return;
  if (given.json) console.log(JSON.stringify(report));
  else console.log(searchLines(report).join("\n"));
}

async function replayCases(path: string, { fill }: Given) {
  const file = parseWith(backtestCaseFile, readJson("cases", await readText(path)), path);
  const model = parseWith(backtestOptions.shape.fill, fill ?? "freqtrade", "--fill");
  const cases = [...file.cases, ...file.cases_with_fee];
  return { results: cases.map((one) => ({ id: one.id, trades: runCase(one, model) })) };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BadInput || error instanceof CandleFileError)) throw error;
  console.error(error.message.endsWith(".") ? error.message : `${error.message}.`);
  process.exitCode = 2;
}
