const LABELS: { readonly [name: string]: string } = {
  luno: "Luno",
  binance: "Binance",
  kucoin: "KuCoin",
  kraken: "Kraken",
  valr: "VALR",
};

/** How an exchange writes its own name. */
export const exchangeLabel = (exchange: string): string => LABELS[exchange] ?? exchange;
