import path from "node:path";
import { readCandles } from "@/server/backtest/candle-files/read-candles";
import type { WindowPlan } from "@/server/backtest/core/walk-forward/plan-windows";
import { exchangeNames, exchanges } from "@/server/kernel/exchange-names";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import type { Timeframe } from "@/server/market/core/candle";
import type { CandleSeries } from "./core/replay-template";
import type { TemplateDraft, TemplateRecord } from "./core/template";
import { walkTemplate } from "./core/walk-template";
import { SLIPPAGE } from "./try-on-files";

type Plan = { readonly files: readonly string[]; readonly plan: WindowPlan };

/** What every template is judged on: five markets of fourteen months, and one of seven years. */
const PLANS: readonly Plan[] = [
  {
    files: ["BTC", "ETH", "XRP", "SOL", "DOGE"].map((base) => `BINANCE_${base}-USDT_5m.csv.gz`),
    plan: { mode: "anchored", fitDays: 60, judgeDays: 60 },
  },
  {
    files: ["BINANCE_BTC-USDT_1h_2017-2024.csv.gz"],
    plan: { mode: "anchored", fitDays: 365, judgeDays: 90 },
  },
];

/** Names of the files of candles that records are made of. */
export const recordFiles: readonly string[] = PLANS.flatMap(({ files }) => files);

/**
 * Makes the records of drafts anew from the candle files of a folder, with the fees each exchange takes of a new account
 * and the spread and slippage of the paper venue. Throws CandleFileError for a file that is missing or not sound.
 */
export async function makeRecords(
  folder: string,
  drafts: readonly TemplateDraft[],
  nowMs: number,
): Promise<{ readonly [id: string]: readonly TemplateRecord[] }> {
  const read = reader(folder, nowMs);
  const records: Record<string, TemplateRecord[]> = {};
  for (const draft of drafts) {
    const loaded = await Promise.all(
      PLANS.map(async ({ files, plan }) => ({
        plan,
        series: await Promise.all(files.map((file) => read(file, draft.timeframe))),
      })),
    );
    records[draft.id] = exchangeNames.map((exchange) => {
      const rules = { fee: Number(exchanges[exchange].takerFee), slippage: SLIPPAGE };
      const runs = loaded.flatMap(
        ({ series, plan }) => walkTemplate(draft, series, { ...rules, plan }) ?? [],
      );
      return { exchange, ...rules, runs };
    });
  }
  return records;
}

/** Each file once in each timeframe. */
function reader(folder: string, nowMs: number) {
  const known = new Map<string, Promise<CandleSeries>>();
  return (file: string, timeframe: Timeframe): Promise<CandleSeries> => {
    const key = `${file} ${timeframe}`;
    const before = known.get(key);
    if (before) return before;
    const made = readCandles(path.join(folder, file), { ...wholeFile, timeframe }, nowMs).then(
      ({ candles }) => ({
        file,
        candles,
      }),
    );
    known.set(key, made);
    return made;
  };
}
