import { gzipSync } from "node:zlib";
import { CompressionType } from "apache-arrow";
import { zipSync } from "fflate";
import { feather } from "./feather";
import type { PlainCandle } from "./plain-candles";

const STEP_MS = 3_600_000;

export type Form = {
  readonly name: string;
  readonly file: string;
  /** what must be told of it */
  readonly notes?: readonly string[];
  readonly write: (candles: readonly PlainCandle[]) => string | Uint8Array;
};

const iso = (at: number): string => new Date(at).toISOString();
const day = (at: number): string => iso(at).slice(0, 10);
const clock = (at: number): string => iso(at).slice(11, 19);
const table = (header: string | null, rows: readonly (readonly unknown[])[], mark = ","): string =>
  `${[...(header === null ? [] : [header]), ...rows.map((row) => row.join(mark))].join("\n")}\n`;
const newestFirst = <T>(rows: readonly T[]): readonly T[] => [...rows].reverse();
const klines = (candles: readonly PlainCandle[], per = 1): readonly (readonly unknown[])[] =>
  candles.map(([at, o, h, l, c, v]) => [
    at * per,
    ...[o, h, l, c, v].map((value) => value.toFixed(8)),
    (at + STEP_MS) * per - 1,
    (v * c).toFixed(8),
    120,
    (v / 2).toFixed(8),
    ((v * c) / 2).toFixed(8),
    0,
  ]);

export const candleForms: readonly Form[] = [
  {
    name: "own table",
    file: "own.csv",
    write: (rows) => table("timestamp_ms,open,high,low,close,volume", rows),
  },
  {
    name: "no header, seconds",
    file: "plain.csv",
    write: (rows) =>
      table(
        null,
        rows.map(([at, ...rest]) => [at / 1_000, ...rest]),
      ),
  },
  {
    name: "time, low, high, open, close, volume with a header",
    file: "order.csv",
    write: (rows) =>
      table(
        "time,low,high,open,close,volume",
        rows.map(([at, o, h, l, c, v]) => [at / 1_000, l, h, o, c, v]),
      ),
  },
  { name: "Binance Vision, ms", file: "BTCUSDT-1h-2024-05.csv", write: (rows) => table(null, klines(rows)) },
  {
    name: "Binance Vision, µs",
    file: "BTCUSDT-1h-2025-05.csv",
    write: (rows) => table(null, klines(rows, 1_000)),
  },
  {
    name: "Binance Vision with a header, zipped",
    file: "BTCUSDT-1h-2024-06.zip",
    write: (rows) =>
      zipSync({
        "BTCUSDT-1h-2024-06.csv": Buffer.from(
          table(
            "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
            klines(rows),
          ),
        ),
      }),
  },
  { name: "Binance API", file: "klines.json", write: (rows) => JSON.stringify(klines(rows)) },
  { name: "freqtrade JSON", file: "BTC_USDT-1h.json", write: (rows) => JSON.stringify(rows) },
  {
    name: "freqtrade JSON, gzipped",
    file: "BTC_USDT-1h.json.gz",
    write: (rows) => gzipSync(JSON.stringify(rows)),
  },
  {
    name: "freqtrade feather, lz4",
    file: "BTC_USDT-1h.feather",
    write: (rows) => feather(rows, CompressionType.LZ4_FRAME),
  },
  { name: "feather, plain", file: "plain.feather", write: (rows) => feather(rows, null) },
  {
    name: "CryptoDataDownload",
    file: "Binance_BTCUSDT_1h.csv",
    notes: ["before-table", "reversed"],
    write: (rows) =>
      `https://www.CryptoDataDownload.com\n${table(
        "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount",
        newestFirst(rows).map(([at, o, h, l, c, v]) => [
          at,
          `${day(at)} ${clock(at)}`,
          "BTC/USDT",
          o,
          h,
          l,
          c,
          v,
          (v * c).toFixed(4),
          99,
        ]),
      )}`,
  },
  {
    name: "TradingView, seconds",
    file: "BINANCE_BTCUSDT, 60.csv",
    write: (rows) =>
      table(
        "time,open,high,low,close,Volume,Volume MA",
        rows.map(([at, ...rest]) => [at / 1_000, ...rest, "NaN"]),
      ),
  },
  {
    name: "TradingView, ISO with a zone",
    file: "tv-iso.csv",
    write: (rows) =>
      table(
        "time,open,high,low,close,Volume",
        rows.map(([at, ...rest]) => [`${iso(at + 2 * STEP_MS).slice(0, 19)}+02:00`, ...rest]),
      ),
  },
  {
    name: "Kraken OHLCVT",
    file: "XBTUSD_60.csv",
    write: (rows) =>
      table(
        null,
        rows.map(([at, ...rest]) => [at / 1_000, ...rest, 42]),
      ),
  },
  {
    name: "Kraken API, its last candle unfinished",
    file: "kraken.json",
    notes: ["unfinished"],
    write: (rows) => {
      const last = rows.at(-1) as PlainCandle;
      const list = [
        ...rows,
        [last[0] + STEP_MS, last[4], last[4] + 1, last[4] - 1, last[4], 0.1] as PlainCandle,
      ].map(([at, o, h, l, c, v]) => [
        at / 1_000,
        String(o),
        String(h),
        String(l),
        String(c),
        ((h + l) / 2).toFixed(1),
        String(v),
        12,
      ]);
      return JSON.stringify({ error: [], result: { XXBTZUSD: list, last: last[0] / 1_000 } });
    },
  },
  {
    name: "Coinbase API",
    file: "coinbase.json",
    notes: ["reversed"],
    write: (rows) =>
      JSON.stringify(newestFirst(rows).map(([at, o, h, l, c, v]) => [at / 1_000, l, h, o, c, v])),
  },
  {
    name: "Yahoo table",
    file: "BTC-USD.csv",
    notes: ["empty-rows", "zone"],
    write: (rows) =>
      table("Date,Open,High,Low,Close,Adj Close,Volume", [
        ...rows.map(([at, o, h, l, c, v]) => [`${day(at)} ${clock(at)}`, o, h, l, c, c, v]),
        ["2024-06-30 00:00:00", "null", "null", "null", "null", "null", "null"],
      ]),
  },
  {
    name: "Yahoo chart API",
    file: "yahoo.json",
    write: (rows) =>
      JSON.stringify({
        chart: {
          result: [
            {
              meta: { currency: "USD", symbol: "BTC-USD" },
              timestamp: rows.map(([at]) => at / 1_000),
              indicators: {
                quote: [
                  {
                    volume: rows.map((row) => row[5]),
                    open: rows.map((row) => row[1]),
                    close: rows.map((row) => row[4]),
                    low: rows.map((row) => row[3]),
                    high: rows.map((row) => row[2]),
                  },
                ],
              },
            },
          ],
          error: null,
        },
      }),
  },
  {
    name: "Bitstamp API",
    file: "bitstamp.json",
    write: (rows) =>
      JSON.stringify({
        data: {
          pair: "BTC/USD",
          ohlc: rows.map(([at, o, h, l, c, v]) => ({
            close: String(c),
            high: String(h),
            low: String(l),
            open: String(o),
            timestamp: String(at / 1_000),
            volume: String(v),
          })),
        },
      }),
  },
  {
    name: "Bitstamp table with rows of NaN",
    file: "bitstamp.csv",
    notes: ["empty-rows", "gaps"],
    write: (rows) => {
      const lines: (readonly unknown[])[] = rows.map(([at, o, h, l, c, v]) => [
        at / 1_000,
        o,
        h,
        l,
        c,
        v,
        (v * c).toFixed(2),
        c,
      ]);
      const last = rows.at(-1) as PlainCandle;
      // one hour without trades before the last candle, which moves on by it
      lines.splice(
        -1,
        1,
        [last[0] / 1_000, ...Array(7).fill("NaN")],
        [last[0] / 1_000 + 3_600, ...last.slice(1), 1, 1],
      );
      return table("Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price", lines);
    },
  },
  { name: "ccxt dump", file: "ccxt.csv", write: (rows) => table(null, rows) },
  {
    name: "hummingbot",
    file: "candles_binance_BTC-USDT_1h.csv",
    write: (rows) =>
      table(
        "timestamp,open,high,low,close,volume,quote_asset_volume,n_trades,taker_buy_base_volume,taker_buy_quote_volume",
        rows.map(([at, ...rest]) => [`${at / 1_000}.0`, ...rest, 1, 2, 3, 4]),
      ),
  },
  {
    name: "Jesse",
    file: "jesse.csv",
    write: (rows) =>
      table(
        "timestamp,open,close,high,low,volume",
        rows.map(([at, o, h, l, c, v]) => [at, o, c, h, l, v]),
      ),
  },
  {
    name: "Jesse without a header",
    file: "jesse-bare.csv",
    write: (rows) =>
      table(
        null,
        rows.map(([at, o, h, l, c, v]) => [at, o, c, h, l, v]),
      ),
  },
  {
    name: "KuCoin API",
    file: "kucoin.json",
    notes: ["reversed"],
    write: (rows) =>
      JSON.stringify({
        code: "200000",
        data: newestFirst(rows).map(([at, o, h, l, c, v]) => [at / 1_000, o, c, h, l, v, v * c].map(String)),
      }),
  },
  {
    name: "chart API, one list a column",
    file: "udf.json",
    write: (rows) =>
      JSON.stringify({
        s: "ok",
        t: rows.map(([at]) => at / 1_000),
        o: rows.map((row) => row[1]),
        h: rows.map((row) => row[2]),
        l: rows.map((row) => row[3]),
        c: rows.map((row) => row[4]),
        v: rows.map((row) => row[5]),
      }),
  },
  {
    name: "pandas, date as index, float noise and exponents",
    file: "pandas.csv",
    notes: ["rounded"],
    write: (rows) =>
      table(
        ",date,open,high,low,close,volume",
        rows.map(([at, o, h, l, c, v], index) => [
          index,
          `${day(at)} ${clock(at)}+00:00`,
          `${o.toFixed(2)}0000000000001`,
          h,
          l,
          c.toExponential(),
          v.toExponential(),
        ]),
      ),
  },
  {
    name: "a table of Excel in Europe",
    file: "excel.csv",
    write: (rows) =>
      `\uFEFF${table(
        "Time;Open;High;Low;Close;Volume",
        rows.map(([at, ...rest]) => [iso(at), ...rest.map((value) => String(value).replace(".", ","))]),
        ";",
      )}`.replaceAll("\n", "\r\n"),
  },
  {
    name: "date and hour in two columns",
    file: "mt4.csv",
    notes: ["zone"],
    write: (rows) =>
      table(
        "Date,Time,Open,High,Low,Close,Volume",
        rows.map(([at, ...rest]) => [day(at).replaceAll("-", "."), clock(at).slice(0, 5), ...rest]),
      ),
  },
  {
    name: "one object a line",
    file: "lines.jsonl",
    write: (rows) =>
      rows
        .map(([t, o, h, l, c, v]) =>
          JSON.stringify({ startTime: iso(t), open: o, high: h, low: l, close: c, volume: v }),
        )
        .join("\n"),
  },
  { name: "gzipped, by another name", file: "packed.csv", write: (rows) => gzipSync(table(null, rows)) },
];
