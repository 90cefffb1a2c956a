import type { AccountClient, Credentials, MarketData } from "@/server/exchange/core/exchange-client";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import { binanceAccount } from "./binance/binance-account";
import { binanceData } from "./binance/binance-data";
import { type AccountCalls, openCcxtAccount } from "./ccxt/open-account";
import { type DataCalls, openData } from "./ccxt/open-data";
import type { WireOptions } from "./ccxt/wire";
import { krakenAccount } from "./kraken/kraken-account";
import { krakenData } from "./kraken/kraken-data";
import { kucoinAccount } from "./kucoin/kucoin-account";
import { kucoinData } from "./kucoin/kucoin-data";
import { lunoAccount } from "./luno/luno-account";
import { lunoData } from "./luno/luno-data";

type Adapter = { readonly data: DataCalls; readonly account: AccountCalls };

const adapters: { readonly [exchange in ExchangeName]?: Adapter } = {
  binance: { data: binanceData, account: binanceAccount },
  kucoin: { data: kucoinData, account: kucoinAccount },
  luno: { data: lunoData, account: lunoAccount },
  kraken: { data: krakenData, account: krakenAccount },
};

/** What anybody may ask of an exchange. Asks nothing yet; throws a Fault for a site that it does not have. */
export async function openMarketData(
  exchange: ExchangeName,
  options: Omit<WireOptions, "credentials">,
): Promise<MarketData> {
  // VALR's class brings the whole of ccxt with it: it is loaded when it is opened
  if (exchange === "valr") return (await import("./valr/open-valr-data")).openValrData(options);
  return openData(adapterOf(exchange).data, options);
}

/** An account at an exchange. Asks nothing yet: whether the keys are good is told by the first call. */
export async function openAccount(
  exchange: ExchangeName,
  options: WireOptions & { readonly credentials: Credentials },
): Promise<AccountClient> {
  if (exchange === "valr") return (await import("./valr/open-valr-account")).openValrAccount(options);
  return openCcxtAccount(adapterOf(exchange).account, options);
}

function adapterOf(exchange: ExchangeName): Adapter {
  const adapter = adapters[exchange];
  if (adapter) return adapter;
  throw new Fault("exchange", true, `this version has no way to ${exchangeLabel(exchange)} yet.`);
}

/** Whether this version can speak with that exchange. */
export const canOpen = (exchange: ExchangeName): boolean =>
  exchange === "valr" || adapters[exchange] !== undefined;
