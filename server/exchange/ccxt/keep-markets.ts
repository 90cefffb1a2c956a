import { createMarketNames, type MarketNames, type NamedMarket } from "./market-names";

const FRESH_MS = 3_600_000;

/** The markets of one exchange, read again every hour; `fresh` reads them now. Who asks meanwhile waits for the same answer. */
export function keepMarkets(
  label: string,
  load: () => Promise<readonly NamedMarket[]>,
  now: () => number,
): { readonly names: () => Promise<MarketNames>; readonly fresh: () => Promise<MarketNames> } {
  let kept: { readonly names: MarketNames; readonly at: number } | null = null;
  let loading: Promise<MarketNames> | null = null;
  const fresh = (): Promise<MarketNames> => {
    loading ??= load()
      .then((all) => {
        const names = createMarketNames(label, all);
        kept = { names, at: now() };
        return names;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
  return {
    fresh,
    names: async () => {
      if (!kept) return fresh();
      if (now() - kept.at < FRESH_MS) return kept.names;
      // names of an hour ago serve until new ones are there
      return fresh().catch(() => kept?.names ?? fresh());
    },
  };
}
