import type { ExchangeName } from "@/server/kernel/exchange-names";

/** One exchange of the live feed, as far as it can be looked at and mended. */
export type HealedSource = {
  readonly status: () => {
    readonly exchange: ExchangeName;
    readonly watched: number;
    readonly downMs: number | null;
    readonly offsetMs: number;
    readonly measuredAt: number | null;
  };
  readonly reopen: () => Promise<void>;
  readonly askInstead: (symbols: readonly string[]) => void;
  readonly measureClock: () => Promise<void>;
};
