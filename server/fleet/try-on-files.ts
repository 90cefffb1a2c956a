import { readCandles } from "@/server/backtest/candle-files/read-candles";
import type { CandleColumns } from "@/server/backtest/core/kernel/candle-columns";
import { sliceColumns } from "@/server/backtest/core/slice-columns";
import { type ExchangeName, exchanges } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { firstFrom } from "@/server/market/core/place-in-time";
import { defaultSettings } from "@/server/settings/core/settings";
import type { CandleSeries } from "./core/replay-template";
import { type TrialReport, tryTemplates } from "./core/try-templates";
import { listTemplates } from "./list-templates";

export type FileTrial = TrialReport & {
  readonly exchange: ExchangeName;
  readonly fee: number;
  readonly slippage: number;
  readonly files: readonly string[];
  /** the days all of them have, ISO UTC */
  readonly from: string;
  readonly to: string;
};

/** What an order fills worse than the middle, as a fraction: half the spread and the slippage of the paper venue. */
export const SLIPPAGE = Number(defaultSettings.paperHalfSpread) + Number(defaultSettings.paperSlippage);

/**
 * Tries the templates of an exchange on files of candles with its fees. Refuses files without a common month.
 * Throws CandleFileError for one that is missing or not sound.
 */
export async function tryOnFiles(
  files: readonly string[],
  exchange: ExchangeName,
  nowMs: number,
): Promise<Result<FileTrial>> {
  const rules = { fee: Number(exchanges[exchange].takerFee), slippage: SLIPPAGE };
  const tried = await Promise.all(
    listTemplates()
      .filter((template) => template.exchanges.includes(exchange))
      .map(async (template) => ({
        template,
        series: await Promise.all(
          files.map(async (file) => {
            const { candles } = await readCandles(
              file,
              { ...wholeFile, timeframe: template.timeframe },
              nowMs,
            );
            return { file, candles };
          }),
        ),
      })),
  );
  const spans = tried.flatMap(({ template, series }) =>
    series.map((one) => wholeDays(one, template.timeframe)),
  );
  const [from, until] = [
    Math.max(...spans.map((span) => span.from)),
    Math.min(...spans.map((span) => span.until)),
  ];
  if (!(until - from >= DAYS_LEAST * DAY_MS))
    return refuse(
      "invalid",
      `The files have less than ${DAYS_LEAST} days in common: give longer ones of one period.`,
    );
  const cut = tried.map(({ template, series }) => ({
    template,
    series: series.map(({ file, candles }) => ({ file, candles: cutTo(candles, from, until) })),
  }));
  const period = { from: new Date(from).toISOString(), to: new Date(until).toISOString() };
  return accept({ exchange, ...rules, files, ...period, ...tryTemplates(cut, rules) });
}

const DAY_MS = 86_400_000;
const DAYS_LEAST = 30;

/** From the first midnight to the last that candles reach. */
function wholeDays({ candles: { openAt } }: CandleSeries, timeframe: Timeframe) {
  const end = (openAt.at(-1) ?? 0) + timeframeMs(timeframe);
  return { from: Math.ceil((openAt[0] ?? 0) / DAY_MS) * DAY_MS, until: Math.floor(end / DAY_MS) * DAY_MS };
}

const cutTo = (candles: CandleColumns, from: number, until: number): CandleColumns =>
  sliceColumns(candles, { from: firstFrom(candles.openAt, from), until: firstFrom(candles.openAt, until) });
