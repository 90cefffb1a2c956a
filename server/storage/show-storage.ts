import { HEALS_KEPT_DAYS } from "@/server/health/healing/prune-heals";
import { plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import { getSettings } from "@/server/settings/get-settings";
import { growthPerDay, KINDS, OTHER, toKinds } from "./core/kinds";
import type { StorageView } from "./core/storage-view";
import { findSampleSince, readSizes } from "./store";

const WATCHED_MS = 7 * 86_400_000;
/** Less tells of the last batch and not of a day. */
const LEAST_MS = 2 * 3_600_000;
const FORECAST_DAYS = 30;

/** How large the database is by kind, how fast it grew in the last seven days, where that leads, and what is thinned. */
export async function showStorage(q: {
  readonly userId: string;
  readonly wallNow: WallMs;
}): Promise<StorageView> {
  const [{ tables, whole }, then, { keep }] = await Promise.all([
    readSizes(),
    findSampleSince(plusMs(q.wallNow, -WATCHED_MS)),
    getSettings(q.userId),
  ]);
  const bytesOf = toKinds(tables, whole);
  const grew = (bytes: number, before: number | undefined) =>
    growthPerDay(
      { bytes, at: q.wallNow },
      then && before !== undefined ? { bytes: before, at: then.at } : null,
      LEAST_MS,
    );
  const kinds = [...KINDS, OTHER].map(({ kind, label }) => {
    const bytes = bytesOf.get(kind) ?? 0;
    const share = whole === 0 ? 0 : bytes / whole;
    return { kind, label, bytes, share, perDay: grew(bytes, then?.kinds.get(kind)) };
  });
  const before = then && [...then.kinds.values()].reduce((sum, bytes) => sum + bytes, 0);
  const perDay = grew(whole, before ?? undefined);
  return {
    bytes: whole,
    kinds: kinds.toSorted((a, b) => b.bytes - a.bytes),
    perDay,
    in30Days: perDay === null ? null : Math.max(0, whole + FORECAST_DAYS * perDay),
    sinceWallAt: then && toDate(then.at).toISOString(),
    policy: [
      `Skips older than ${keep.skipsWholeDays} days of the market clock: one row per bot, day and reason, with their number`,
      `Events for pages: ${keep.eventsHours} hours; command runs: ${keep.commandRunsDays} days`,
      `Jobs: ${keep.jobsCompletedHours} hours, failed ones ${keep.jobsFailedDays} days; alerts that are over: ${keep.alertsDays} days; reports: ${keep.reportsDays} days; candles: the newest 5 000 of a series`,
      "Candles kept for research: until you delete them, 4 GB at most",
      `What was mended: ${HEALS_KEPT_DAYS} days`,
      "Orders, fills, ledger and audit trail are kept for ever",
    ],
  };
}
