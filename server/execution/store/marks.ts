// The statement that marks orders SENT, and what must be so for it to mark any.
import { Prisma } from "@/prisma/generated/client";
import { type OrderChange, orderChangesSql } from "./steps";

/** Expressions before the change, each ended by a comma, and what holds of an order `o`, beginning with AND. */
export type SendCondition = { readonly facts: Prisma.Sql; readonly where: Prisma.Sql };

/** Entries: while the modes answer a row, of bots that run, and that nobody has asked back. */
export const entriesWhile = (by: {
  readonly modes: Prisma.Sql;
  readonly running: Prisma.Sql;
}): SendCondition => ({
  facts: Prisma.sql`modes AS MATERIALIZED (${by.modes}), running AS (${by.running}),`,
  where: Prisma.sql`AND EXISTS (SELECT FROM modes) AND o."cancelCode" IS NULL AND o."botId" IN (SELECT "id" FROM running)`,
});

/** Exits: at this system's own venues, or while the other exits of their position are as they were seen. */
export const exitsWhile = (by: {
  readonly ownVenues: readonly string[];
  readonly asSeen: Prisma.Sql;
}): SendCondition => ({
  facts: Prisma.empty,
  where: Prisma.sql`AND (o."venue" = ANY(${[...by.ownVenues]}::text[]) OR ${by.asSeen})`,
});

/** The change, for commitInOne: only while the lease answers a row. */
export const sentWhileSql = (
  lease: Prisma.Sql,
  { facts, where }: SendCondition,
  changes: readonly OrderChange[],
): Prisma.Sql => Prisma.sql`lease AS MATERIALIZED (${lease}), ${facts}
  ${orderChangesSql(changes, Prisma.sql`AND EXISTS (SELECT FROM lease) ${where}`)}`;
