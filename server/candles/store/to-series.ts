import type { Prisma } from "@/prisma/generated/client";
import { type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { invariant } from "@/server/kernel/result";
import { candleCloseAt, candleTimeframes, timeframeMs } from "@/server/market/core/candle";
import { type DownloadCursor, progressOf } from "../core/download-cursor";
import { missingOf } from "../core/series-gaps";
import { nameText, type SeriesName } from "../core/series-name";
import type { SeriesRules } from "../core/series-rules";
import type { SeriesStatus, SeriesView } from "../core/series-view";

type Row = Prisma.CandleSetGetPayload<object>;

/** One series as whoever works on it needs it. */
export type Series = SeriesName & {
  readonly id: string;
  readonly userId: string;
  readonly exchange: ExchangeName;
  readonly origin: "download" | "import";
  readonly status: SeriesStatus;
  readonly rules: SeriesRules | null;
  readonly cursor: DownloadCursor;
  readonly candles: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly round: number;
  readonly takenUp: number;
  readonly seenAt: WallMs;
  readonly view: SeriesView;
};

const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A row as the rest of the house knows it. */
export function toSeries(row: Row): Series {
  const timeframe = candleTimeframes.find((each) => each === row.timeframe);
  invariant(timeframe, `candles were stored with the timeframe ${row.timeframe}`);
  const cursor = {
    fromAt: row.fromAt.getTime(),
    untilAt: row.untilAt.getTime(),
    tailFromAt: row.tailFromAt.getTime(),
    nextAt: row.nextAt.getTime(),
    headAt: row.headAt?.getTime() ?? null,
  };
  const { id, userId, place, symbol, candles, round, takenUp } = row;
  const [firstAt, lastAt] = [row.firstAt?.getTime() ?? null, row.lastAt?.getTime() ?? null];
  const exchange = readExchange(row.exchange);
  const origin = row.origin as Series["origin"];
  const status = row.status as SeriesStatus;
  const bytes = Number(row.bytes);
  return {
    id,
    userId,
    place,
    symbol,
    timeframe,
    exchange,
    origin,
    status,
    cursor,
    candles,
    firstAt,
    lastAt,
    round,
    takenUp,
    rules: row.rules as unknown as SeriesRules | null,
    seenAt: wallMs(row.seenWallAt ?? row.createdWallAt),
    view: {
      id,
      place,
      exchange,
      symbol,
      timeframe,
      origin,
      status,
      candles,
      bytes,
      name: nameText({ place, symbol, timeframe }),
      statusReason: row.statusReason,
      progress: {
        ...progressOf(cursor, timeframeMs(timeframe)),
        step: row.step,
        // milliseconds of any download fit a double
        etaMs: row.etaMs === null ? null : Number(row.etaMs),
      },
      missing: missingOf({ firstAt, lastAt, candles }, timeframe),
      from: isoOf(row.firstAt),
      until: lastAt === null ? null : new Date(candleCloseAt(lastAt, timeframe)).toISOString(),
      askedFrom: row.fromAt.toISOString(),
      askedUntil: row.untilAt.toISOString(),
      notes: row.notes as readonly string[],
      file: row.file,
      createdAt: row.createdWallAt.toISOString(),
      endedAt: isoOf(row.endedWallAt),
    },
  };
}
