import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { closeDb } from "../db";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../prisma/migrations");
const APP_ROLE = "amarktai_app";
/** Any fixed number: two test files must not make the template at once. */
const TEMPLATE_LOCK = 72_707_370;

export type TestDatabase = {
  /** What the application connects with: may not rewrite the audit trail or the ledger. */
  readonly url: string;
  /** The owner of the tables, for arranging what the application may not do. */
  readonly ownerUrl: string;
  readonly drop: () => Promise<void>;
};

/**
 * A migrated, empty database for one test file, copied from a template that is made once per state of the
 * migrations. Points DATABASE_URL of this process to it, with the application's role.
 *
 * Needs AMARKTAI_TEST_DATABASE_URL, a superuser's url of any Postgres 15 or newer; `npm test` sets it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env.AMARKTAI_TEST_DATABASE_URL;
  if (!adminUrl) {
    throw new Error(
      'This test needs Postgres: run it with "npm test -- <file>", or set AMARKTAI_TEST_DATABASE_URL to a superuser\'s url.',
    );
  }
  const template = await makeTemplate(adminUrl);
  const name = `amarktai_test_${randomBytes(6).toString("hex")}`;
  await withClient(adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    // a copy begins with the defaults; npm start says the same at each start
    await admin.query(`REVOKE TEMPORARY, CREATE ON DATABASE ${name} FROM PUBLIC`);
  });
  const ownerUrl = withName(adminUrl, name);
  const url = withAppRole(ownerUrl);
  process.env.DATABASE_URL = url;
  process.env.AMARKTAI_LOG_LEVEL ??= "silent";
  const drop = async () => {
    await closeDb();
    await withClient(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url, ownerUrl, drop };
}

async function makeTemplate(adminUrl: string): Promise<string> {
  const scripts = readMigrations();
  const name = `amarktai_template_${createHash("sha256").update(scripts.join("\n")).digest("hex").slice(0, 12)}`;
  await withClient(adminUrl, async (admin) => {
    await admin.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 1) return;
    const draft = `${name}_draft`;
    await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${draft}`);
    await withClient(withName(adminUrl, draft), async (client) => {
      for (const script of scripts) await client.query(script);
      await client.query(NO_LARGE_OBJECTS);
    });
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return name;
}

// what only a superuser can take away: scripts/lib/close-doors.mjs does it for the embedded database
const NO_LARGE_OBJECTS =
  "REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC";

const readMigrations = (): readonly string[] =>
  readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFileSync(path.join(MIGRATIONS, name, "migration.sql"), "utf8"));

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function withName(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

function withAppRole(url: string): string {
  const named = new URL(url);
  named.search = `?options=${encodeURIComponent(`-c role=${APP_ROLE}`)}`;
  return named.href;
}
