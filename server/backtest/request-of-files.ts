import { exchangeNames } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { toSentence } from "@/server/kernel/to-sentence";
import { timeframeMs } from "@/server/market/core/candle";
import type { CandleFile } from "./candle-files/read-candles";
import { type BacktestRequest, backtestRequest } from "./core/backtest-request";

export type NamedFile = { readonly symbol: string; readonly file: CandleFile };

/** What is asked of files of candles as a request of the app, with the same bounds. Refuses with one sentence. */
export function requestOfFiles(
  files: readonly NamedFile[],
  asked: { readonly [name: string]: unknown },
): Result<BacktestRequest> {
  const timeframe = files[0]?.file.timeframe ?? "1h";
  const opens = files.map(({ file }) => file.candles.openAt);
  const from = Math.min(...opens.map((at) => at[0] ?? 0));
  const to = Math.max(...opens.map((at) => (at.at(-1) ?? 0) + timeframeMs(timeframe)));
  const parsed = backtestRequest.safeParse({
    // a request names one; nothing that is made of a file shows it
    exchange: exchangeNames[0],
    symbols: files.map(({ symbol }) => symbol.slice(0, 24).padStart(3, "-")),
    timeframe,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...asked,
  });
  return parsed.success ? accept(parsed.data) : refuse("invalid", toSentence(parsed.error));
}
