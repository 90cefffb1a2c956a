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
import { openValrAccount } from "./valr/open-valr-account";
import { openValrData } from "./valr/open-valr-data";

type Adapter = { readonly data: DataCalls; readonly account: AccountCalls };

const adapters: { readonly [exchange in ExchangeName]?: Adapter } = {
  binance: { data: binanceData, account: binanceAccount },
  kraken: { data: krakenData, account: krakenAccount },
};

/** What anybody may ask of an exchange. Asks nothing yet; throws a Fault for a site that it does not have. */
export async function openMarketData(
  exchange: ExchangeName,
  options: Omit<WireOptions, "credentials">,
): Promise<MarketData> {
  return exchange === "valr" ? openValrData(options) : openData(adapterOf(exchange).data, options);
}

/** An account at an exchange. Asks nothing yet: whether the keys are good is told by the first call. */
export async function openAccount(
  exchange: ExchangeName,
  options: WireOptions & { readonly credentials: Credentials },
): Promise<AccountClient> {
  return exchange === "valr"
    ? openValrAccount(options)
    : openCcxtAccount(adapterOf(exchange).account, options);
}

function adapterOf(exchange: ExchangeName): Adapter {
  const adapter = adapters[exchange];
  if (adapter) return adapter;
  throw new Fault("exchange", true, `this version has no way to ${exchangeLabel(exchange)} yet.`);
}
