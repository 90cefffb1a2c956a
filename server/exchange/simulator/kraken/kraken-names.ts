const ASSETS: Readonly<Record<string, string>> = {
  BTC: "XXBT",
  ETH: "XETH",
  XRP: "XXRP",
  LTC: "XLTC",
  DOGE: "XXDG",
  USD: "ZUSD",
  EUR: "ZEUR",
  GBP: "ZGBP",
};
const ALTNAMES: Readonly<Record<string, string>> = { BTC: "XBT", DOGE: "XDG" };
/** Pairs of old carry their assets' long names. */
const LONG_NAMED = ["BTC", "ETH", "XRP", "LTC", "EUR", "GBP", "USDT"];

/** XXBT for BTC: how the exchange keeps an asset. */
export const assetId = (asset: string): string => ASSETS[asset] ?? asset;
export const altAsset = (asset: string): string => ALTNAMES[asset] ?? asset;

/** XBTUSD for BTC/USD. */
export function altname(symbol: string): string {
  const [base = "", quote = ""] = symbol.split("/");
  return altAsset(base) + altAsset(quote);
}

export function wsname(symbol: string): string {
  const [base = "", quote = ""] = symbol.split("/");
  return `${altAsset(base)}/${altAsset(quote)}`;
}

/** XXBTZUSD for BTC/USD: what answers are keyed by. */
export function pairId(symbol: string): string {
  const [base = "", quote = ""] = symbol.split("/");
  return quote === "USD" && LONG_NAMED.includes(base) ? assetId(base) + assetId(quote) : altname(symbol);
}

/** The market by any of its names. */
export function pairReader(symbols: readonly string[]): (name: unknown) => string | null {
  const known = new Map(
    symbols.flatMap((symbol) =>
      [pairId(symbol), altname(symbol), wsname(symbol), symbol].map((name): [string, string] => [
        name,
        symbol,
      ]),
    ),
  );
  return (name) => (typeof name === "string" ? (known.get(name) ?? null) : null);
}
