import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { toDate } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import type { AccountLineView, ExternalView, ReconciliationView } from "../core/account-view";
import { isNewAccount } from "../core/plan-line";
import { type ExternalRow, findExternal, findLines, type StoredLine } from "./store";

const EXTERNAL_MAX = 200;

/** What a user's accounts held when they were last compared with their venues, and what nobody here wrote there. */
export async function showReconciliation(userId: string): Promise<ReconciliationView> {
  const [lines, external] = await Promise.all([findLines({ userId }), findExternal(userId, EXTERNAL_MAX)]);
  const waiting = [
    ...lines.filter(({ heldAt }) => heldAt !== null),
    ...external.filter(({ acknowledgedAt }) => acknowledgedAt === null),
  ];
  return {
    lines: lines.map(toLineView),
    external: external.map(toExternalView),
    waiting: [...new Map(waiting.map((one) => [`${one.book} ${one.venue}`, one])).values()].map((one) => {
      const isOf = ({ book, venue }: VenueAccount) => book === one.book && venue === one.venue;
      const isNew = isNewAccount(lines.filter(isOf), external.filter(isOf).length);
      return { book: one.book, venue: one.venue, isNew };
    }),
  };
}

const toLineView = (line: StoredLine & VenueAccount): AccountLineView => ({
  book: line.book,
  venue: line.venue,
  asset: line.asset,
  ours: toText(line.ours),
  theirs: toText(line.theirs),
  difference: toText(line.difference),
  state: stateOf(line),
  since: line.differsAt && toDate(line.differsAt).toISOString(),
  comparedAt: toDate(line.comparedWallAt).toISOString(),
});

function stateOf({ difference, heldAt, differsAt }: StoredLine): AccountLineView["state"] {
  if (heldAt !== null) return "held";
  if (difference.isZero()) return "equal";
  return differsAt === null ? "known" : "differs";
}

const toExternalView = (row: ExternalRow): ExternalView => ({
  id: row.id,
  book: row.book,
  venue: row.venue,
  kind: row.kind,
  venueRef: row.venueRef,
  venueOrderId: row.venueOrderId,
  symbol: row.symbol,
  amount: toText(row.amount),
  price: row.price && toText(row.price),
  fee: row.fee && toText(row.fee),
  feeAsset: row.feeAsset,
  seenAt: toDate(row.seenAt).toISOString(),
  acknowledged: row.acknowledgedAt !== null,
});
