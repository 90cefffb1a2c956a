// What a test sets as the owner of the tables, beside the application's doors.
import { Client } from "pg";
import type { TestDatabase } from "@/server/platform/testing/test-database";

type Owned = Pick<TestDatabase, "ownerUrl">;

async function asOwner<T>({ ownerUrl }: Owned, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Empties every table. */
export const emptyTables = (database: Owned): Promise<void> =>
  asOwner(database, async (client) => {
    const { rows } = await client.query<{ names: string }>(
      "SELECT string_agg(quote_ident(tablename), ', ') AS names FROM pg_tables WHERE schemaname = 'public'",
    );
    await client.query(`TRUNCATE ${rows[0]?.names}`);
  });

/** What an owner changed from the default settings. */
export const saveSettings = (
  database: Owned,
  userId: string,
  overrides: { readonly [name: string]: unknown },
): Promise<void> =>
  asOwner(database, async (client) => {
    await client.query(
      `INSERT INTO "settings" ("userId", "overrides", "updatedAt") VALUES ($1, $2, now())
       ON CONFLICT ("userId") DO UPDATE SET "overrides" = $2`,
      [userId, JSON.stringify(overrides)],
    );
  });

/** Runs `work` while the rows of the paper venue's money are locked by somebody else. */
export const withMoneyLocked = <T>(database: TestDatabase, work: () => Promise<T>): Promise<T> =>
  asOwner(database, async (client) => {
    await client.query("BEGIN");
    await client.query(`SELECT 1 FROM "paper_balance" FOR UPDATE`);
    return work();
  });
