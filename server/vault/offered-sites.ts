import type { ExchangeName } from "@/server/kernel/exchange-names";
import { env } from "@/server/platform/env";
import { hasTestnet } from "./core/key-input";
import type { KeySite } from "./core/key-site";
import { readSimulators } from "./core/simulators";

/** Where the simulator of an exchange listens on this machine; undefined where this start has none. */
export const simulatorOrigin = (exchange: ExchangeName): string | undefined =>
  readSimulators(env().AMARKTAI_SIMULATORS)[exchange];

/** The sites a key of an exchange may be for: a simulator only where this start was told of one. */
export const sitesOf = (exchange: ExchangeName): readonly KeySite[] => [
  "real",
  ...(hasTestnet(exchange) ? (["testnet"] as const) : []),
  ...(simulatorOrigin(exchange) === undefined ? [] : (["simulator"] as const)),
];
