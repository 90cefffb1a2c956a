import type { ExchangeName } from "@/server/kernel/exchange-names";
import { env } from "@/server/platform/env";
import { hasTestnet } from "./core/key-input";
import type { KeySite } from "./core/key-site";
import { readSimulators } from "./core/simulators";

/** Where the simulator of an exchange listens on this machine; undefined where this start has none. */
export const simulatorOrigin = (exchange: ExchangeName): string | undefined =>
  readSimulators(env().AMARKTAI_SIMULATORS)[exchange];

/**
 * The sites a key of an exchange may be for. Where this start was told of its simulator it is that alone: who practises
 * cannot put in the key of an account with money by mistake.
 */
export const sitesOf = (exchange: ExchangeName): readonly KeySite[] => {
  if (simulatorOrigin(exchange) !== undefined) return ["simulator"];
  return hasTestnet(exchange) ? ["real", "testnet"] : ["real"];
};
