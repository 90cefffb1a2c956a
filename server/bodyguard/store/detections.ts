import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import type { CheckName, Severity } from "../core/checks";
import type {
  Detection,
  DetectionAct,
  DetectionOutcome,
  DetectionState,
  Finding,
  Verdict,
} from "../core/detection";

type Key = { readonly userId: string; readonly book: Book };
type Row = Prisma.RogueDetectionGetPayload<Record<string, never>>;

/** Above what stands open of any fleet. */
const OPEN_MAX = 20_000;
const SCALE = 12;

const toDetection = (row: Row): Detection => ({
  detectionId: row.id,
  book: row.book,
  botId: row.botId,
  subject: row.subject,
  check: row.check as CheckName,
  severity: row.severity as Severity,
  state: row.state as DetectionState,
  value: row.value.toNumber(),
  threshold: row.threshold.toNumber(),
  reason: row.reason,
  window: row.window,
  figures: row.figures as { [name: string]: string },
  faultAt: row.faultMarketAt && marketMs(row.faultMarketAt),
  firstAt: marketMs(row.firstMarketAt),
  firstWallAt: wallMs(row.firstWallAt),
  confirmedAt: row.confirmedMarketAt && marketMs(row.confirmedMarketAt),
  act: row.act as DetectionAct,
  rung: row.rung,
  until: row.untilMarketAt && marketMs(row.untilMarketAt),
  outcome: row.outcome as DetectionOutcome,
  endedAt: row.endedMarketAt && marketMs(row.endedMarketAt),
  verdict: row.verdict as Verdict | null,
  verdictNote: row.verdictNote,
});

/** What stands of a book: found, and not over. */
export async function findStanding({ userId, book }: Key): Promise<readonly Detection[]> {
  const rows = await db.rogueDetection.findMany({
    where: { userId, book, outcome: "open" },
    orderBy: [{ firstWallAt: "asc" }, { id: "asc" }],
    take: OPEN_MAX,
  });
  return rows.map(toDetection);
}

export async function findDetection(userId: string, detectionId: string): Promise<Detection | null> {
  const row = await db.rogueDetection.findFirst({ where: { userId, id: detectionId } });
  return row && toDetection(row);
}

/** The newest detection of a bot that took it out of trading; null where none ever did. */
export async function findLastRest(userId: string, botId: string): Promise<Detection | null> {
  const row = await db.rogueDetection.findFirst({
    where: { userId, botId, act: { in: ["quarantined", "archived"] } },
    orderBy: [{ firstWallAt: "desc" }, { id: "desc" }],
  });
  return row && toDetection(row);
}

/** What was acted on in a book from an instant of the market clock to another, oldest first. */
export async function findActs(
  { userId, book }: Key,
  span: { readonly from: MarketMs; readonly until: MarketMs },
  most: number,
): Promise<readonly Detection[]> {
  const rows = await db.rogueDetection.findMany({
    where: {
      userId,
      book,
      act: { not: "none" },
      confirmedMarketAt: { gte: toDate(span.from), lt: toDate(span.until) },
    },
    orderBy: [{ confirmedMarketAt: "asc" }, { id: "asc" }],
    take: most,
  });
  return rows.map(toDetection);
}

export type DetectionQuery = {
  readonly userId: string;
  readonly botId?: string | undefined;
  /** only what was confirmed */
  readonly confirmedOnly: boolean;
  readonly after: { readonly firstWallAt: WallMs; readonly detectionId: string } | null;
  readonly limit: number;
};

/** Newest first, after a cursor. */
export async function listFound(q: DetectionQuery): Promise<readonly Detection[]> {
  const at = q.after && toDate(q.after.firstWallAt);
  const rows = await db.rogueDetection.findMany({
    where: {
      userId: q.userId,
      ...(q.botId ? { botId: q.botId } : {}),
      ...(q.confirmedOnly ? { confirmedMarketAt: { not: null } } : {}),
      ...(at && q.after
        ? { OR: [{ firstWallAt: { lt: at } }, { firstWallAt: at, id: { gt: q.after.detectionId } }] }
        : {}),
    },
    orderBy: [{ firstWallAt: "desc" }, { id: "asc" }],
    take: q.limit,
  });
  return rows.map(toDetection);
}

/** The newest that were acted on, for how well it judges. */
export async function findConfirmed(userId: string, most: number): Promise<readonly Detection[]> {
  const rows = await db.rogueDetection.findMany({
    where: { userId, confirmedMarketAt: { not: null } },
    orderBy: [{ firstWallAt: "desc" }, { id: "asc" }],
    take: most,
  });
  return rows.map(toDetection);
}

/** How many quarantines of a bot count on the ladder: those since an instant that the owner did not call a false alarm. */
export const countRests = (userId: string, botId: string, since: MarketMs): Promise<number> =>
  db.rogueDetection.count({
    where: {
      userId,
      botId,
      act: { in: ["quarantined", "archived"] },
      AND: [
        { OR: [{ verdict: null }, { verdict: "right" }] },
        { OR: [{ endedMarketAt: null }, { endedMarketAt: { gte: toDate(since) } }] },
      ],
    },
  });

type Place = Key & { readonly botId: string | null; readonly subject: string };
type Instants = { readonly marketNow: MarketMs; readonly wallNow: WallMs };

const figuresOf = (finding: Finding) => ({
  severity: finding.severity,
  value: finding.value.toFixed(SCALE),
  threshold: finding.threshold.toFixed(SCALE),
  reason: finding.reason,
  window: finding.window,
  figures: finding.figures,
  faultMarketAt: finding.since && toDate(finding.since),
});

/** Writes down what was found once. */
export async function saveSuspected(
  tx: WriteTx,
  place: Place,
  finding: Finding,
  { marketNow, wallNow }: Instants,
): Promise<string> {
  const row = await tx.rogueDetection.create({
    data: {
      ...place,
      check: finding.check,
      ...figuresOf(finding),
      state: "suspected",
      firstMarketAt: toDate(marketNow),
      firstWallAt: toDate(wallNow),
    },
    select: { id: true },
  });
  return row.id;
}

export type Acted = {
  readonly act: DetectionAct;
  readonly rung?: number;
  readonly until?: MarketMs | null;
  /** archived bots are done with */
  readonly outcome?: DetectionOutcome;
};

/** Writes down that it is confirmed and what was done: on the row that stands of it, or on a new one. Answers its id. */
export async function saveConfirmed(
  tx: WriteTx,
  place: Place,
  finding: Finding,
  { acted, marketNow, wallNow }: Instants & { readonly acted: Acted },
): Promise<string> {
  const { userId, book, botId, subject } = place;
  const of = botId === null ? { subject } : { botId };
  const standing = await tx.rogueDetection.findFirst({
    where: { userId, book, ...of, check: finding.check, outcome: "open" },
    select: { id: true },
  });
  const detectionId = standing?.id ?? (await saveSuspected(tx, place, finding, { marketNow, wallNow }));
  const ended = acted.outcome === undefined ? {} : endOf(acted.outcome, { marketNow, wallNow });
  const { faultMarketAt, ...figures } = figuresOf(finding);
  await tx.rogueDetection.update({
    where: { id: detectionId },
    data: {
      ...figures,
      // when it began was seen best at the first look
      ...(standing ? {} : { faultMarketAt }),
      state: "confirmed",
      confirmedMarketAt: toDate(marketNow),
      confirmedWallAt: toDate(wallNow),
      act: acted.act,
      rung: acted.rung ?? null,
      untilMarketAt: acted.until ? toDate(acted.until) : null,
      ...ended,
    },
  });
  return detectionId;
}

const endOf = (outcome: DetectionOutcome, { marketNow, wallNow }: Instants) => ({
  state: "ended",
  outcome,
  endedMarketAt: toDate(marketNow),
  endedWallAt: toDate(wallNow),
});

/** Ends one that stands. Stale when it was ended meanwhile. */
export async function saveEnded(
  tx: WriteTx,
  detectionId: string,
  outcome: DetectionOutcome,
  instants: Instants,
): Promise<void> {
  const { count } = await tx.rogueDetection.updateMany({
    where: { id: detectionId, outcome: "open" },
    data: endOf(outcome, instants),
  });
  if (count !== 1) throw new StaleWrite("The detection");
}

/** Ends all that stands of a bot, but what is of one check: `quarantined` chooses rests, or what is no rest. */
export async function saveAllEnded(
  tx: WriteTx,
  q: {
    readonly userId: string;
    readonly botId: string;
    readonly quarantined: boolean;
    readonly except?: CheckName;
  },
  outcome: DetectionOutcome,
  instants: Instants,
): Promise<void> {
  const { userId, botId, quarantined, except } = q;
  await tx.rogueDetection.updateMany({
    where: {
      userId,
      botId,
      outcome: "open",
      act: quarantined ? "quarantined" : { not: "quarantined" },
      ...(except ? { check: { not: except } } : {}),
    },
    data: endOf(outcome, instants),
  });
}

/** Says of an archived bot's detection that the bot was taken back. */
export async function saveTakenBack(tx: WriteTx, detectionId: string): Promise<void> {
  await tx.rogueDetection.update({ where: { id: detectionId }, data: { outcome: "restored" } });
}

export async function saveVerdict(
  tx: WriteTx,
  q: {
    readonly userId: string;
    readonly detectionId: string;
    readonly verdict: Verdict | null;
    readonly note: string;
    readonly wallNow: WallMs;
  },
): Promise<void> {
  const { userId, detectionId, verdict, note, wallNow } = q;
  const { count } = await tx.rogueDetection.updateMany({
    where: { id: detectionId, userId, confirmedMarketAt: { not: null } },
    data: { verdict, verdictNote: note, verdictWallAt: verdict === null ? null : toDate(wallNow) },
  });
  if (count !== 1) throw new StaleWrite("The detection");
}
