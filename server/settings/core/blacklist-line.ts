/** The line of an owner's blacklist, a coin or a market, that names this market; undefined where none does. */
export function blacklistLineOf(symbol: string, blacklist: readonly string[]): string | undefined {
  const coin = symbol.split("/")[0];
  return blacklist.find((line) => line === symbol || line === coin);
}
