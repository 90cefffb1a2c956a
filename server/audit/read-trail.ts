import { type MarketMs, marketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ChainPlace, findTrailEnd, listEntriesOf } from "./store";

const BATCH_ROWS = 2_000;

/** An entry of the trail as those see it who act on what was done. */
export type TrailRow = {
  readonly place: ChainPlace;
  readonly userId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  readonly detail: unknown;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** What was done since a place: the entries of some actions among the next 2 000, in commit order, and where to go on. */
export type TrailPart = {
  readonly rows: readonly TrailRow[];
  /** null: nothing has come */
  readonly end: ChainPlace | null;
};

/** Reads on from a place. An entry appears only once nothing can precede it, so none is ever missed. */
export async function readTrail(after: ChainPlace, actions: readonly string[]): Promise<TrailPart> {
  const rows = await listEntriesOf(after, actions, BATCH_ROWS);
  const last = rows.at(-1);
  const wanted = new Set(actions);
  return {
    rows: rows.filter(({ action }) => wanted.has(action)).map(toRow),
    end: last ? { txid: last.txid, seq: last.seq } : null,
  };
}

/** Where somebody begins who wants to know nothing of what was done before. */
export const trailEnd = (): Promise<ChainPlace> => findTrailEnd();

const toRow = ({
  txid,
  seq,
  marketAt,
  wallAt,
  ...row
}: Awaited<ReturnType<typeof listEntriesOf>>[number]): TrailRow => ({
  place: { txid, seq },
  userId: row.userId,
  action: row.action,
  subject: row.subject,
  reason: row.reason,
  detail: row.detail,
  marketAt: marketMs(marketAt),
  wallAt: wallMs(wallAt),
});
