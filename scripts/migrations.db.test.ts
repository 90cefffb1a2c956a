import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

type Migration = { name: string; sql: string; checksum: string };
type Module = {
  migrate: (client: Client, migrations?: Migration[]) => Promise<string[]>;
  readMigrations: () => Migration[];
};

const load = async () => (await import(path.join(import.meta.dirname, "lib/migrations.mjs"))) as Module;
const step = (name: string, sql: string): Migration => ({ name, sql, checksum: `sum of ${sql}` });

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

/** An empty database beside the migrated one. */
async function onEmpty<T>(name: string, use: (connect: () => Promise<Client>) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: own.ownerUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(own.ownerUrl);
  url.pathname = `/${name}`;
  const open: Client[] = [];
  try {
    return await use(async () => {
      const client = new Client({ connectionString: url.href });
      open.push(client);
      await client.connect();
      return client;
    });
  } finally {
    for (const client of open) await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

const name = () => `amarktai_migrate_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;

test("the project's migrations apply to an empty database once, four starts at once included", async () => {
  const { migrate, readMigrations } = await load();
  await onEmpty(name(), async (connect) => {
    const clients = await Promise.all([connect(), connect(), connect(), connect()]);
    const applied = await Promise.all(clients.map((client) => migrate(client)));
    expect(applied.flat()).toEqual(readMigrations().map((migration) => migration.name));
  });
});

test("a migration that fails leaves nothing behind and is tried again", async () => {
  const { migrate } = await load();
  await onEmpty(name(), async (connect) => {
    const client = await connect();
    const bad = step("2_bad", "CREATE TABLE two (id int); SELECT 1 / 0");
    await expect(migrate(client, [step("1_one", "CREATE TABLE one (id int)"), bad])).rejects.toThrow(
      /2_bad failed and was rolled back: division by zero/,
    );
    const { rows } = await client.query("SELECT to_regclass('one') AS one, to_regclass('two') AS two");
    expect(rows).toEqual([{ one: "one", two: null }]);
    expect(
      await migrate(client, [step("1_one", "CREATE TABLE one (id int)"), step("2_bad", "SELECT 1")]),
    ).toEqual(["2_bad"]);
  });
});

test("an edited migration and a newer database are refused with a sentence", async () => {
  const { migrate } = await load();
  await onEmpty(name(), async (connect) => {
    const client = await connect();
    await migrate(client, [step("1_one", "SELECT 1"), step("2_two", "SELECT 2")]);
    await expect(migrate(client, [step("1_one", "SELECT 1"), step("2_two", "SELECT 3")])).rejects.toThrow(
      /2_two was edited after this database applied it/,
    );
    await expect(migrate(client, [step("1_one", "SELECT 1")])).rejects.toThrow(
      /newer than this version of Amarktai/,
    );
  });
});

test("the migrations lead to exactly what prisma/schema.prisma says", async () => {
  const { diffSchema } = (await import(path.join(import.meta.dirname, "lib/schema-engine.mjs"))) as {
    diffSchema: (url: string) => Promise<string | null>;
  };
  expect(await diffSchema(own.ownerUrl)).toBeNull();
});
