import type {
  AccountClient,
  Credentials,
  ExchangeSite,
  MarketData,
} from "@/server/exchange/core/exchange-client";
import { openValrAccount } from "@/server/exchange/valr/open-valr-account";
import { openValrData } from "@/server/exchange/valr/open-valr-data";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { Dialler } from "./test-keys";

type Adapter = {
  readonly openData: (on: { readonly site: ExchangeSite }) => MarketData | Promise<MarketData>;
  readonly openAccount: (on: {
    readonly site: ExchangeSite;
    readonly credentials: Credentials;
  }) => Promise<AccountClient>;
};

const adapters: { readonly [exchange in ExchangeName]?: Adapter } = {
  valr: { openData: openValrData, openAccount: openValrAccount },
};

/** Reaches exchanges by their adapters. Throws a Fault for one that has none here. */
export const dial: Dialler = {
  openMarketData: async (exchange, on) => adapterOf(exchange).openData(on),
  openAccount: (exchange, on) => adapterOf(exchange).openAccount(on),
};

function adapterOf(exchange: ExchangeName): Adapter {
  const adapter = adapters[exchange];
  if (adapter) return adapter;
  throw new Fault("exchange", true, `this version has no way to ${exchangeLabel(exchange)} yet.`);
}
