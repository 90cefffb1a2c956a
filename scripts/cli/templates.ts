// npm run cli -- templates [--json]: what new bots are made from, each with its record after fees. `templates try` tries
// them on other candles; `templates record` makes the records anew, in the project's own folder.
import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { templateDrafts } from "@/server/fleet/core/template-drafts";
import { listTemplates } from "@/server/fleet/list-templates";
import { makeRecords } from "@/server/fleet/make-records";
import { tryOnFiles } from "@/server/fleet/try-on-files";
import { findExchange } from "@/server/kernel/exchange-names";
import { CandleFileError } from "@/server/market/candle-files/candle-file-error";

const KEPT = "server/fleet/core/template-records.json";
const FACTS = "../shared/facts/market";
const USE =
  "npm run cli -- templates [--json] | templates try --candles FILE… [--exchange NAME] [--json] | templates record [--candles DIR]";

function readCall() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        candles: { type: "string", multiple: true, default: [] },
        exchange: { type: "string", default: "binance" },
      },
    });
    const [verb = "list", ...rest] = positionals;
    // files may follow the option one after the other, as for backtest
    const candles = [...values.candles, ...(values.candles.length > 0 ? rest : [])];
    const isRead =
      (verb === "list" && positionals.length === 0 && candles.length === 0) ||
      (verb === "try" && candles.length > 0) ||
      (verb === "record" && candles.length <= 1);
    return isRead ? { ...values, candles, verb } : null;
  } catch {
    return null;
  }
}

async function tryOn(files: readonly string[], name: string, json: boolean): Promise<void> {
  const exchange = findExchange(name);
  if (!exchange) return bad(`There is no exchange "${name}".`);
  const tried = await tryOnFiles(files, exchange, Date.now());
  if (!tried.ok) return bad(tried.refusal.message);
  if (json) return console.log(JSON.stringify(tried.value));
  const {
    templates,
    fleet,
    hold,
    sharpeExcess,
    sharpeExcessInterval95: interval,
    drawdownRatio,
  } = tried.value;
  console.table([
    { what: "holding", ...hold },
    { what: "the fleet", ...fleet },
    ...templates.map(({ id, figures }) => ({ what: id, ...figures })),
  ]);
  console.log(`The fleet's drawdown is ${drawdownRatio} of holding's.`);
  console.log(
    `Its Sharpe ratio is ${sharpeExcess} above holding's, 95 % interval ${interval?.low} to ${interval?.high}.`,
  );
}

async function record(folder: string): Promise<void> {
  if (!existsSync(KEPT)) return bad(`${KEPT} is not here: call it in the project's own folder.`);
  const records = await makeRecords(folder, templateDrafts, Date.now());
  writeFileSync(KEPT, `${JSON.stringify(records, null, 1)}\n`);
  console.log(`${KEPT}: ${Object.keys(records).length} templates`);
}

function show(): void {
  for (const { id, strategy, timeframe, riskMode, words, record: kept } of listTemplates()) {
    console.log(`${id}: ${strategy}, ${timeframe}, ${riskMode}. ${words}`);
    console.table(
      kept.flatMap(({ exchange, runs }) =>
        runs.map(({ files, from, to, walkForward, hold }) => ({
          exchange,
          markets: files.length,
          span: `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
          return: walkForward.return,
          "held return": hold.return,
          sharpe: walkForward.sharpe,
          "held sharpe": hold.sharpe,
          drawdown: walkForward.maxDrawdown,
          "held drawdown": hold.maxDrawdown,
          trades: walkForward.trades,
          "profit factor": walkForward.profitFactor,
        })),
      ),
    );
  }
}

function bad(words: string): void {
  console.error(words);
  process.exitCode = 2;
}

const call = readCall();
try {
  if (!call) bad(`That cannot be read: ${USE}.`);
  else if (call.verb === "record") await record(call.candles[0] ?? FACTS);
  else if (call.verb === "try") await tryOn(call.candles, call.exchange, call.json);
  else if (call.json) console.log(JSON.stringify(listTemplates()));
  else show();
} catch (error) {
  if (!(error instanceof CandleFileError)) throw error;
  bad(error.message);
}
