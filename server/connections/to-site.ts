import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeySite } from "@/server/vault/core/key-site";
import { simulatorOrigin } from "@/server/vault/offered-sites";

/** Where an exchange is reached. */
export type ReachedSite =
  | { readonly kind: "real" | "testnet" }
  | { readonly kind: "simulator"; readonly origin: string };

/** Where a key of that site is used; null for a simulator that this start was not told of. */
export function toSite(exchange: ExchangeName, site: KeySite): ReachedSite | null {
  if (site !== "simulator") return { kind: site };
  const origin = simulatorOrigin(exchange);
  return origin === undefined ? null : { kind: "simulator", origin };
}
