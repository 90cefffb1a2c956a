import { z } from "zod";
import { type ExchangeName, exchanges } from "@/server/kernel/exchange-names";
import { keyRef } from "@/server/vault/core/key-input";
import type { KeySite } from "@/server/vault/core/key-site";

/** One thing that was done or seen. */
export type TestLine = { readonly words: string; readonly ok: boolean };
export type OrderTestStatus = "asked" | "running" | "passed" | "failed";

export type OrderTestView = {
  readonly testId: string;
  readonly exchange: ExchangeName;
  readonly site: KeySite;
  readonly symbol: string;
  /** whether it bought and sold as well */
  readonly trades: boolean;
  readonly status: OrderTestStatus;
  readonly lines: readonly TestLine[];
  /** ISO UTC, wall clock */
  readonly askedAt: string;
  readonly endedAt: string | null;
};

export const orderTestInput = keyRef.extend({
  /** also the smallest buy and sell, for real money */
  trades: z.boolean("Say whether it may buy and sell.").default(false),
});
export type OrderTestInput = z.output<typeof orderTestInput>;

/** Where it is done: the most traded market of the exchange's own quote. */
export const symbolOf = (exchange: ExchangeName): string => `BTC/${exchanges[exchange].homeQuote}`;
