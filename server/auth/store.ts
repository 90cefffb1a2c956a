import { toDate, type WallMs } from "@/server/kernel/clock";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";

export type RoleName = "owner" | "trader" | "viewer";
export type UserRow = {
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly role: RoleName;
  readonly sessionEpoch: number;
};

const columns = {
  id: true,
  email: true,
  name: true,
  passwordHash: true,
  role: true,
  sessionEpoch: true,
} as const;

/** The owner of this installation: the one account that exists from the first start. */
export const findOwner = (): Promise<UserRow | null> =>
  db.user.findFirst({ where: { role: "owner" }, orderBy: { createdAt: "asc" }, select: columns });

export const findUserByEmail = (email: string): Promise<UserRow | null> =>
  db.user.findUnique({ where: { email }, select: columns });

export const findUser = (id: string): Promise<UserRow | null> =>
  db.user.findUnique({ where: { id }, select: columns });

/** The hash of the one token that still claims the owner account. */
export async function findTokenHash(): Promise<string | null> {
  const row = await db.ownerToken.findFirst({ where: { usedAt: null }, orderBy: { createdAt: "desc" } });
  return row?.tokenHash ?? null;
}

/** Makes the unclaimed owner when there is none, and replaces every earlier token by a new one. */
export async function saveUnclaimedOwner(
  tx: WriteTx,
  owner: { userId: string; tokenHash: string; wallNow: WallMs },
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('amarktai:owner')::bigint)`;
  const existing = await tx.user.findFirst({ where: { role: "owner" }, select: { id: true, email: true } });
  if (existing && (existing.id !== owner.userId || existing.email !== null))
    throw new StaleWrite("The owner");
  const at = toDate(owner.wallNow);
  if (!existing)
    await tx.user.create({ data: { id: owner.userId, name: "Owner", role: "owner", createdAt: at } });
  await tx.ownerToken.updateMany({ where: { usedAt: null }, data: { usedAt: at } });
  await tx.ownerToken.create({ data: { tokenHash: owner.tokenHash, createdAt: at } });
}

export type ClaimWrite = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  /** null: claimed by the start itself, without a token */
  readonly tokenHash: string | null;
  readonly wallNow: WallMs;
};

/** Gives the unclaimed owner a person, and uses the token up. Stale when either was taken meanwhile. */
export async function saveClaim(tx: WriteTx, claim: ClaimWrite): Promise<void> {
  const at = toDate(claim.wallNow);
  const { email, name, passwordHash } = claim;
  const claimed = await tx.user.updateMany({
    where: { id: claim.userId, email: null },
    data: { email, name, passwordHash, claimedAt: at },
  });
  if (claimed.count !== 1) throw new StaleWrite("The owner account");
  const live = claim.tokenHash === null ? {} : { tokenHash: claim.tokenHash };
  const used = await tx.ownerToken.updateMany({ where: { ...live, usedAt: null }, data: { usedAt: at } });
  if (claim.tokenHash !== null && used.count !== 1) throw new StaleWrite("The owner token");
  await tx.ownerToken.updateMany({ where: { usedAt: null }, data: { usedAt: at } });
}

/** Replaces a password and ends every session made with the old one. */
export async function savePassword(tx: WriteTx, user: UserRow, passwordHash: string): Promise<void> {
  const changed = await tx.user.updateMany({
    where: { id: user.id, sessionEpoch: user.sessionEpoch },
    data: { passwordHash, sessionEpoch: user.sessionEpoch + 1 },
  });
  if (changed.count !== 1) throw new StaleWrite("The account");
}
