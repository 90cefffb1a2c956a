/** Where prices come from: an exchange now, a recording of one, or a simulation. */
export const MARKET_KINDS = ["live", "recorded", "simulated"] as const;

export type MarketKind = (typeof MARKET_KINDS)[number];
