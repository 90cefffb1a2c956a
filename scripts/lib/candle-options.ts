// The options that say how a file of candles is read: the same words for `backtest`, `candles` and a start.
import { type CandleChoice, gapRules, wholeFile } from "@/server/market/candle-files/candle-file";
import { CandleFileError } from "@/server/market/candle-files/candle-file-error";
import { readMoment, timeUnits } from "@/server/market/candle-files/time-cell";
import { candleTimeframes } from "@/server/market/core/candle";

const text = { type: "string" } as const;
export const CANDLE_OPTIONS = {
  columns: text,
  unit: text,
  zone: text,
  gaps: text,
  timeframe: text,
  from: text,
  to: text,
} as const;

type Given = { readonly [option in keyof typeof CANDLE_OPTIONS]?: string | undefined };

/** Throws CandleFileError with one sentence for what an option does not take. */
export function readCandleOptions(given: Given): CandleChoice {
  return {
    ...wholeFile,
    columns: given.columns ?? null,
    unit: oneOf("unit", given.unit, timeUnits) ?? null,
    zone: given.zone ?? null,
    gaps: oneOf("gaps", given.gaps, gapRules) ?? "keep",
    timeframe: oneOf("timeframe", given.timeframe, candleTimeframes) ?? null,
    fromMs: momentOf("from", given.from),
    untilMs: momentOf("to", given.to),
  };
}

function oneOf<T extends string>(
  option: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new CandleFileError(`--${option}: "${value.slice(0, 40)}" is not one of ${known.join(", ")}.`);
}

function momentOf(option: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const moment = readMoment(value, null);
  if (moment !== null) return moment.atMs;
  throw new CandleFileError(
    `--${option}: "${value.slice(0, 40)}" is no moment: write a date such as 2024-05-01 or 2024-05-01T12:00:00Z.`,
  );
}
