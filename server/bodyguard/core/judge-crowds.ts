import type { ExchangeName } from "@/server/kernel/exchange-names";

export type Runner = {
  readonly botId: string;
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
};

/** Running bots that would all be hit by one move of one market. Every bot buys first: spot knows one side. */
export type Crowd = {
  /** "binance BTC/USDT buy" */
  readonly market: string;
  readonly bots: readonly string[];
};

/** How many bots of a book run on each market, the most first. */
export function crowdsOf(running: readonly Runner[]): readonly Crowd[] {
  return [...Map.groupBy(running, ({ exchange, symbol }) => `${exchange} ${symbol} buy`)]
    .map(([market, bots]) => ({ market, bots: bots.map(({ name }) => name).sort() }))
    .toSorted(
      (one, other) => other.bots.length - one.bots.length || one.market.localeCompare(other.market, "en"),
    );
}
