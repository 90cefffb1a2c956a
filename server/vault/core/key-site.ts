/** Where a key is good: the exchange itself, its testnet, or a simulator on this machine. */
export const KEY_SITES = ["real", "testnet", "simulator"] as const;
export type KeySite = (typeof KEY_SITES)[number];
