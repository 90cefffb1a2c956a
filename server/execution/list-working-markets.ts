import { findWorkingMarkets } from "./store/orders";

/** The markets with orders under way, with whose they are: they need prices. */
export const listWorkingMarkets = (): ReturnType<typeof findWorkingMarkets> => findWorkingMarkets();
