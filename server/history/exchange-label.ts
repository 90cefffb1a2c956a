const LABELS: { readonly [exchange: string]: string } = {
  luno: "Luno",
  binance: "Binance",
  kucoin: "KuCoin",
  kraken: "Kraken",
  valr: "VALR",
};

/** How an exchange writes its own name, inside a sentence. */
export const exchangeLabel = (exchange: string): string => LABELS[exchange] ?? exchange;
