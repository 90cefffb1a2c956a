import type { Prisma } from "@/prisma/generated/client";
import { type MarketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, type RecordTx } from "@/server/platform/db";
import type { BeatFact } from "./core/beat-fact";

/** The newest beat of every part of the system. Also the readiness probe of the database. */
export async function listBeats(): Promise<readonly BeatFact[]> {
  const rows = await db.heartbeat.findMany({ orderBy: { name: "asc" }, take: BEATS_MAX });
  return rows.map((row) => ({ name: row.name, wallAt: wallMs(row.wallAt), detail: toDetail(row.detail) }));
}

/** Null when that part has never beaten. */
export async function findBeat(name: string): Promise<BeatFact | null> {
  const row = await db.heartbeat.findUnique({ where: { name } });
  return row && { name, wallAt: wallMs(row.wallAt), detail: toDetail(row.detail) };
}

/** Replaces the beat of one part. */
export async function saveBeat(
  tx: RecordTx,
  beat: {
    readonly name: string;
    readonly detail: Prisma.InputJsonObject;
    readonly marketAt: MarketMs;
    readonly wallAt: WallMs;
  },
): Promise<void> {
  const { name, detail } = beat;
  const at = { marketAt: toDate(beat.marketAt), wallAt: toDate(beat.wallAt) };
  await tx.heartbeat.upsert({ where: { name }, create: { name, detail, ...at }, update: { detail, ...at } });
}

const BEATS_MAX = 1_000;

const toDetail = (json: Prisma.JsonValue): BeatFact["detail"] =>
  typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
