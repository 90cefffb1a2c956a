import { findVersionTrades } from "./store/records";

/** A closed trade of one version of a bot: what it made after fees and what was paid for it, quote; market clock. */
export type VersionTrade = Awaited<ReturnType<typeof findVersionTrades>>[number];

/** The closed trades of these versions, each in its book, in the order they were closed. */
export const listVersionTrades = (
  of: Parameters<typeof findVersionTrades>[0],
): Promise<readonly VersionTrade[]> => findVersionTrades(of);
