import type { KeyStatus } from "@/server/vault/core/exchange-key";
import type { KeySite } from "@/server/vault/core/key-site";

export const statusWords: { readonly [status in KeyStatus]: string } = {
  untested: "Untested",
  valid: "Valid",
  invalid: "Invalid",
  expiring: "Expiring",
};

export const siteNames: { readonly [site in KeySite]: string } = {
  real: "Real account",
  testnet: "Testnet",
  simulator: "Simulator",
};

/** What a right stands for in a line. */
export const rightWords = (may: boolean | null): string => (may === null ? "not told" : may ? "yes" : "no");
