import { type ExchangeName, exchangeNames, findExchange } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframes } from "./candle";

/** What a recording's file name says about its content. */
export type RecordingName = {
  readonly exchange: ExchangeName;
  readonly base: string;
  readonly quote: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
};

const FORM =
  /^([A-Za-z]+)_([A-Z0-9]{2,12})-([A-Z0-9]{2,12})_([0-9]{1,2}[mhd])(?:_[A-Za-z0-9-]+)?\.csv(?:\.gz)?$/;
const EXAMPLE = "BINANCE_BTC-USDT_5m.csv.gz";

/** Reads exchange, symbol and timeframe from a file name like BINANCE_BTC-USDT_5m.csv.gz (a part "_2021" may follow). */
export function readRecordingName(file: string): Result<RecordingName> {
  const parts = FORM.exec(file);
  const [, exchangeText = "", base = "", quote = "", timeframeText = ""] = parts ?? [];
  if (!parts) {
    return refuse(
      "invalid",
      `The name ${file} does not say what the file holds: name it EXCHANGE_BASE-QUOTE_TIMEFRAME.csv or .csv.gz, for example ${EXAMPLE}.`,
    );
  }
  const exchange = findExchange(exchangeText);
  if (!exchange) {
    return refuse(
      "invalid",
      `${file}: ${exchangeText} is not one of ${exchangeNames.join(", ")}: name the file like ${EXAMPLE}.`,
    );
  }
  const timeframe = timeframes.find((name) => name === timeframeText);
  if (!timeframe) {
    return refuse(
      "invalid",
      `${file}: ${timeframeText} is not one of ${timeframes.join(", ")}: name the file like ${EXAMPLE}.`,
    );
  }
  return accept({ exchange, base, quote, symbol: `${base}/${quote}`, timeframe });
}
