import { openAccount, openMarketData } from "@/server/exchange/open-exchange";

/** Reaches exchanges by their adapters: prices for anybody, an account by its keys. */
export const dial = { openMarketData, openAccount };
export type FullDialler = typeof dial;
