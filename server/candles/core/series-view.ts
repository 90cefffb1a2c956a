import type { ExchangeName } from "@/server/kernel/exchange-names";

export type SeriesStatus = "queued" | "running" | "done" | "failed" | "cancelled";

/** One series of candles kept for research. Instants are ISO, UTC. */
export type SeriesView = {
  readonly id: string;
  /** "binance:BTC/USDT:1h": how backtests name it */
  readonly name: string;
  readonly place: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  readonly origin: "download" | "import";
  readonly status: SeriesStatus;
  readonly statusReason: string | null;
  /** in candles' time */
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly step: string;
    readonly etaMs: number | null;
  };
  readonly candles: number;
  /** between the first and the last: what the exchange, or the file, did not have */
  readonly missing: number;
  readonly bytes: number;
  /** opening of the first and close of the last candle; null while there is none */
  readonly from: string | null;
  readonly until: string | null;
  readonly askedFrom: string;
  readonly askedUntil: string;
  readonly notes: readonly string[];
  /** of an import */
  readonly file: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
};

export type SeriesPage = {
  readonly items: readonly SeriesView[];
  readonly bytes: number;
  readonly bytesMax: number;
  /** what is kept and what is dropped, in words */
  readonly policy: string;
};

export type SeriesGapView = { readonly at: string; readonly missing: number };

export type SeriesDetail = {
  readonly series: SeriesView;
  /** the first of them */
  readonly gaps: readonly SeriesGapView[];
  readonly gapsInAll: number;
};
