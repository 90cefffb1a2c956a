import { exchangeNames, findExchange } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type CandleTimeframe, candleTimeframes } from "./candle";
import type { MarketName } from "./market-name";

/** What a recording's file name says about its content. */
export type RecordingName = MarketName & { readonly timeframe: CandleTimeframe };

const FORM =
  /^([A-Za-z]+)_([A-Z0-9]{2,12})-([A-Z0-9]{2,12})_([0-9]{1,2}[smhdwM])(?:_[A-Za-z0-9-]+)?\.(?:csv|json|feather|zip)(?:\.gz)?$/;
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
  const timeframe = candleTimeframes.find((name) => name === timeframeText);
  if (!timeframe) {
    return refuse(
      "invalid",
      `${file}: ${timeframeText} is not one of ${candleTimeframes.join(", ")}: name the file like ${EXAMPLE}.`,
    );
  }
  return accept({ exchange, base, quote, symbol: `${base}/${quote}`, timeframe });
}
