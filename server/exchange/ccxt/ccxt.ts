// The exchanges that ccxt knows, opened as this project asks them.
import type { Exchange } from "ccxt";
import { loadCcxt } from "./load-ccxt";

/** The exchanges that ccxt knows; VALR is a class of this project. */
export type CcxtName = "luno" | "binance" | "kucoin" | "kraken";
export type { Exchange };

/** Options that keep a start to the calls it needs, and tell nobody whose library this is. */
const OPTIONS: Readonly<Record<CcxtName, Readonly<Record<string, unknown>>>> = {
  binance: { fetchMarkets: { types: ["spot"] }, fetchMargins: false, fetchCurrencies: false },
  kucoin: { uta: false, hf: true, fetchMarkets: { types: ["spot"], fetchTickersFees: false }, partner: {} },
  kraken: {},
  luno: {},
};

/** One exchange of ccxt, its websocket class, with the settings of its class and these on top. */
export async function createCcxt(
  name: CcxtName,
  settings: Readonly<Record<string, unknown>>,
): Promise<Exchange> {
  const { default: ccxt } = await loadCcxt();
  const exchange = new ccxt.pro[name]({ ...settings, options: OPTIONS[name] });
  // networks and currencies are asked for with keys, and nobody here moves money
  exchange.has.fetchCurrencies = name === "kraken";
  // what ccxt asks with keys where it has some, of margins and the like, is nobody's question here
  const needKeys = exchange.checkRequiredCredentials.bind(exchange);
  exchange.checkRequiredCredentials = (error = true) => error && needKeys(error);
  return exchange;
}

/** Whether an error is one of ccxt's own for a call that got no answer in time. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.name === "RequestTimeout";
