import { Client } from "pg";

type WrittenEntry = { readonly id: string; readonly isIntent: boolean };

/** Every entry that was written down, read as the owner of the tables. */
export async function readEntries(url: string): Promise<readonly WrittenEntry[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<WrittenEntry>(
      `SELECT "clientOrderId" AS "id", "status" = 'intent' AS "isIntent" FROM "orders" WHERE "purpose" = 'entry'`,
    );
    return rows;
  } finally {
    await client.end();
  }
}
