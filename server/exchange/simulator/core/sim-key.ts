import type { MarketMs } from "@/server/kernel/clock";

export type SimRights = { readonly read: boolean; readonly trade: boolean; readonly withdraw: boolean };

/** One pair of keys to an account. */
export type SimKey = {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string | null;
  readonly account: string;
  readonly rights: SimRights;
  /** where it may be used from; null: from anywhere */
  readonly addresses: readonly string[] | null;
  readonly expiresAt: number | null;
  readonly createdAt: MarketMs;
};
