import { Prisma } from "@/prisma/generated/client";
import { db } from "./db";
import { askExpress } from "./express";

/**
 * A query of one owner's tables and how its rows are read, so that several owners can be asked in one trip. Rows come as JSON:
 * instants as epoch milliseconds, decimals and bigints as text.
 */
export type Question<Answer> = {
  readonly sql: Prisma.Sql;
  readonly read: (rows: readonly never[]) => Answer;
};

/** Part of a statement, its values beside it: what owners of tables hand to who asks or writes with others. */
export type SqlPart = Prisma.Sql;

type Answers<Asked> = { [Name in keyof Asked]: Asked[Name] extends Question<infer Answer> ? Answer : never };

/** Asks by itself, through the pool. */
export async function ask<Answer>({ sql, read }: Question<Answer>): Promise<Answer> {
  return read(await db.$queryRaw<never[]>(sql));
}

/** Asks all of them at one instant, in one trip, on a connection that waits for nobody. Names are short and plain. */
export async function askTogether<Asked extends Readonly<Record<string, Question<unknown>>>>(
  asked: Asked,
): Promise<Answers<Asked>> {
  const columns = Object.entries(asked).map(
    ([name, { sql }]) =>
      Prisma.sql`(SELECT coalesce(json_agg(row_to_json(q)), '[]') FROM (${sql}) AS q) AS ${Prisma.raw(`"${name}"`)}`,
  );
  const [row] = await askExpress<Record<string, never[]>>(Prisma.sql`SELECT ${Prisma.join(columns)}`);
  const answers = Object.entries(asked).map(([name, { read }]) => [name, read(row?.[name] ?? [])] as const);
  return Object.fromEntries(answers) as Answers<Asked>;
}
