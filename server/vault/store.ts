import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import type { ExchangeKey, KeyFindings, KeyStatus } from "./core/exchange-key";
import type { KeySite } from "./core/key-site";
import type { Sealed } from "./seal";

/** Every exchange and site of one person, and more than there are. */
const KEYS_LISTED_MAX = 100;
const ASKED_MAX = 20;

export type KeyPlace = {
  readonly userId: string;
  readonly exchange: ExchangeName;
  readonly site: KeySite;
};
export type NewKey = KeyPlace & {
  readonly credentialId: string;
  readonly label: string;
  readonly lastFour: string;
  readonly sealed: Sealed;
  readonly keptAt: WallMs;
};

const without = { sealed: true, wrappedKey: true } as const;
type Row = Omit<
  NonNullable<Awaited<ReturnType<typeof db.exchangeCredential.findFirst>>>,
  keyof typeof without
>;

/** A person's keys, without what is sealed. */
export async function findKeys(userId: string): Promise<readonly ExchangeKey[]> {
  const rows = await db.exchangeCredential.findMany({
    where: { userId },
    omit: without,
    orderBy: [{ exchange: "asc" }, { site: "asc" }],
    take: KEYS_LISTED_MAX,
  });
  return rows.map(toKey);
}

export async function findKey(place: KeyPlace): Promise<ExchangeKey | null> {
  const row = await db.exchangeCredential.findUnique({
    where: { userId_exchange_site: { ...place } },
    omit: without,
  });
  return row && toKey(row);
}

/** Keys somebody wants tested, the longest waiting first. */
export async function findAskedKeys(): Promise<readonly ExchangeKey[]> {
  const rows = await db.exchangeCredential.findMany({
    where: { testAskedWallAt: { not: null } },
    omit: without,
    orderBy: { testAskedWallAt: "asc" },
    take: ASKED_MAX,
  });
  return rows.map(toKey);
}

/** Keys that were not tested since an instant, of whomever. */
export async function findKeysNotTestedSince(since: WallMs): Promise<readonly ExchangeKey[]> {
  const rows = await db.exchangeCredential.findMany({
    where: { OR: [{ testedWallAt: null }, { testedWallAt: { lt: toDate(since) } }] },
    omit: without,
    orderBy: { keptWallAt: "asc" },
    take: KEYS_LISTED_MAX,
  });
  return rows.map(toKey);
}

/** Keys that orders may be sent with, of whomever. */
export async function findUsableKeys(): Promise<readonly ExchangeKey[]> {
  const rows = await db.exchangeCredential.findMany({
    where: { status: { in: ["valid", "expiring"] } },
    omit: without,
    orderBy: { keptWallAt: "asc" },
    take: KEYS_LISTED_MAX,
  });
  return rows.map(toKey);
}

/** What is sealed of a key; null when it is gone. */
export async function findSealed(credentialId: string): Promise<Sealed | null> {
  return db.exchangeCredential.findUnique({
    where: { id: credentialId },
    select: { sealed: true, wrappedKey: true, masterKeyId: true },
  });
}

/** Keys whose data key another master key wraps. */
export async function findKeysNotSealedBy(masterKeyId: string): Promise<readonly ExchangeKey[]> {
  const rows = await db.exchangeCredential.findMany({
    where: { masterKeyId: { not: masterKeyId } },
    omit: without,
    orderBy: { keptWallAt: "asc" },
    take: KEYS_LISTED_MAX,
  });
  return rows.map(toKey);
}

const untested = {
  status: "untested",
  fault: null,
  mayRead: null,
  mayTrade: null,
  mayWithdraw: null,
  addresses: [],
  boundToAddresses: null,
  expiresWallAt: null,
  clockOffsetMs: null,
  testedWallAt: null,
};

/** Writes a first key, to be tested. Stale when there is one by now. */
export async function saveNewKey(tx: WriteTx, key: NewKey): Promise<void> {
  const { credentialId, sealed, keptAt, ...columns } = key;
  const at = toDate(keptAt);
  const data = { ...columns, ...sealed, id: credentialId, ...untested };
  try {
    await tx.exchangeCredential.create({ data: { ...data, keptWallAt: at, testAskedWallAt: at } });
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite("The key");
    throw error;
  }
}

/** Puts another key in the place of one: nothing that was found out about the old one holds. */
export async function saveRotatedKey(tx: WriteTx, before: ExchangeKey, key: NewKey): Promise<void> {
  const { label, lastFour, sealed, keptAt } = key;
  const at = toDate(keptAt);
  const data = { label, lastFour, ...sealed, ...untested, keptWallAt: at, testAskedWallAt: at };
  await change(tx, before, data);
}

/** Takes what is sealed away with its row. */
export async function dropKey(tx: WriteTx, { credentialId, revision }: ExchangeKey): Promise<void> {
  const { count } = await tx.exchangeCredential.deleteMany({ where: { id: credentialId, revision } });
  if (count !== 1) throw new StaleWrite("The key");
}

export const saveAskedTest = (tx: WriteTx, key: ExchangeKey, askedAt: WallMs): Promise<void> =>
  change(tx, key, { testAskedWallAt: toDate(askedAt) });

/** Writes what a test found; nobody waits for one any more. */
export const saveFindings = (tx: WriteTx, key: ExchangeKey, found: KeyFindings): Promise<void> => {
  const { expiresAt, testedAt, addresses, ...columns } = found;
  return change(tx, key, {
    ...columns,
    addresses: [...addresses],
    expiresWallAt: expiresAt === null ? null : toDate(expiresAt),
    testedWallAt: testedAt === null ? null : toDate(testedAt),
    testAskedWallAt: null,
  });
};

/** Puts a data key wrapped by another master key in the place of the old wrapping. */
export const saveRewrapped = (
  tx: WriteTx,
  key: ExchangeKey,
  rewrapped: Pick<Sealed, "wrappedKey" | "masterKeyId">,
): Promise<void> => change(tx, key, rewrapped);

async function change(
  tx: WriteTx,
  { credentialId, revision }: ExchangeKey,
  data: Parameters<typeof tx.exchangeCredential.updateMany>[0]["data"],
): Promise<void> {
  const changed = await tx.exchangeCredential.updateMany({
    where: { id: credentialId, revision },
    data: { ...data, revision: revision + 1 },
  });
  if (changed.count !== 1) throw new StaleWrite("The key");
}

const at = (date: Date | null): WallMs | null => date && wallMs(date);

const toKey = (row: Row): ExchangeKey => ({
  credentialId: row.id,
  userId: row.userId,
  exchange: readExchange(row.exchange),
  site: row.site as KeySite,
  label: row.label,
  lastFour: row.lastFour,
  status: row.status as KeyStatus,
  fault: row.fault,
  mayRead: row.mayRead,
  mayTrade: row.mayTrade,
  mayWithdraw: row.mayWithdraw,
  addresses: row.addresses,
  boundToAddresses: row.boundToAddresses,
  expiresAt: at(row.expiresWallAt),
  clockOffsetMs: row.clockOffsetMs,
  testedAt: at(row.testedWallAt),
  testAskedAt: at(row.testAskedWallAt),
  keptAt: wallMs(row.keptWallAt),
  masterKeyId: row.masterKeyId,
  revision: row.revision,
});
