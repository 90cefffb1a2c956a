import type { Prisma } from "@/prisma/generated/client";
import { firstFrom } from "@/server/market/core/place-in-time";
import { db, type RecordTx } from "@/server/platform/db";
import { type ChunkSpan, gapsInside, type SeriesGap } from "../core/series-gaps";
import { emptyPrices, type PriceColumns, packCandles, slicePrices, unpackCandles } from "../pack-candles";
import type { Series } from "./to-series";

const CHUNKS_AT_ONCE = 64;

/** Packs some candles behind what is there; ignores those that are there already. */
export async function saveChunk(
  tx: Pick<RecordTx, "candleSetChunk" | "$executeRaw">,
  { id, timeframe }: Pick<Series, "id" | "timeframe">,
  columns: PriceColumns,
): Promise<void> {
  const candles = columns.openAt.length;
  const [firstAt, lastAt] = [columns.openAt[0] as number, columns.openAt[candles - 1] as number].map(
    (at) => new Date(at),
  ) as [Date, Date];
  const data = packCandles(columns);
  const gaps = gapsInside(columns.openAt, timeframe) as unknown as Prisma.InputJsonArray;
  const { count } = await tx.candleSetChunk.createMany({
    data: [{ setId: id, firstAt, lastAt, candles, gaps, data }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.$executeRaw`UPDATE "candle_set" SET "candles" = "candles" + ${candles}, "bytes" = "bytes" + ${data.length},
    "firstAt" = least("firstAt", ${firstAt}), "lastAt" = greatest("lastAt", ${lastAt}) WHERE "id" = ${id}::uuid`;
}

/** How many candles lie in a period. */
async function countCandles(id: string, from: number, until: number): Promise<number> {
  const { _sum } = await db.candleSetChunk.aggregate({
    where: { setId: id, lastAt: { gte: new Date(from) }, firstAt: { lt: new Date(until) } },
    _sum: { candles: true },
  });
  return _sum.candles ?? 0;
}

/** Candles of a series that open in [from, until), oldest first; a whole chunk at either end is read and cut. */
export async function readCandles(id: string, from: number, until: number): Promise<PriceColumns> {
  const room = await countCandles(id, from, until);
  const columns = emptyPrices(room);
  const where = { setId: id, lastAt: { gte: new Date(from) }, firstAt: { lt: new Date(until) } };
  let count = 0;
  for (let after = new Date(-1), more = true; more; ) {
    const chunks = await db.candleSetChunk.findMany({
      where: { ...where, firstAt: { lt: new Date(until), gt: after } },
      orderBy: { firstAt: "asc" },
      take: CHUNKS_AT_ONCE,
      select: { firstAt: true, candles: true, data: true },
    });
    for (const chunk of chunks) {
      // one that came meanwhile has no room
      if (count + chunk.candles > room) break;
      unpackCandles(chunk.data, chunk.candles, columns, count);
      count += chunk.candles;
      after = chunk.firstAt;
    }
    more = chunks.length === CHUNKS_AT_ONCE;
  }
  const first = firstFrom(columns.openAt.subarray(0, count), from);
  const last = firstFrom(columns.openAt.subarray(0, count), until);
  return slicePrices(columns, first, last);
}

export async function findChunkSpans(id: string): Promise<readonly ChunkSpan[]> {
  const rows = await db.candleSetChunk.findMany({
    where: { setId: id },
    orderBy: { firstAt: "asc" },
    select: { firstAt: true, lastAt: true, gaps: true },
  });
  return rows.map(({ firstAt, lastAt, gaps }) => ({
    firstAt: firstAt.getTime(),
    lastAt: lastAt.getTime(),
    gaps: gaps as unknown as readonly SeriesGap[],
  }));
}
