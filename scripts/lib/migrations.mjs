// What `prisma migrate deploy` does, in plain pg: same folder, same _prisma_migrations table, same checksums.
// Prisma's own needs an engine that is downloaded, and without it "succeeds" while applying nothing.
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { closeDoors } from "./close-doors.mjs";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";

// the number Prisma takes itself, so that both wait for each other
const ADVISORY_LOCK = 72_707_369;
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** The migrations of a folder in order: {name, sql, checksum}. */
export function readMigrations(folder = inRoot("prisma", "migrations")) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Applies what is missing, each migration in one transaction with its own record; several at once wait for each
 * other. Gives the names applied. Throws StopWith for an edited, unknown or failing migration; nothing of it stays.
 */
export async function migrate(client, migrations = readMigrations()) {
  await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
  try {
    await client.query(BOOKKEEPING);
    const done = await readDone(client);
    refuseUnknown(done, migrations);
    const applied = [];
    for (const migration of migrations) {
      const known = done.get(migration.name);
      if (known === undefined) {
        await apply(client, migration);
        applied.push(migration.name);
      } else if (known !== migration.checksum) {
        throw new StopWith(
          `The migration ${migration.name} was edited after this database applied it: put the file back as it was and write a new migration for the change.`,
        );
      }
    }
    await closeDoors(client);
    return applied;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [ADVISORY_LOCK]).catch(() => {});
  }
}

async function readDone(client) {
  const { rows } = await client.query(
    "SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations",
  );
  const unfinished = rows.find((row) => !row.finished_at && !row.rolled_back_at);
  if (unfinished) {
    throw new StopWith(
      `The migration ${unfinished.migration_name} is recorded as unfinished: restore a backup, or repair the database and its _prisma_migrations row by hand.`,
    );
  }
  return new Map(rows.filter((row) => !row.rolled_back_at).map((row) => [row.migration_name, row.checksum]));
}

function refuseUnknown(done, migrations) {
  const names = new Set(migrations.map(({ name }) => name));
  const unknown = [...done.keys()].find((name) => !names.has(name));
  if (unknown === undefined) return;
  throw new StopWith(
    `This database is newer than this version of Amarktai (it has the migration ${unknown}): start the newer version, or restore an older backup.`,
  );
}

async function apply(client, { name, sql, checksum }) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    if (error.code === "53100")
      throw new StopWith("The disk of the database is full: free some space, then start again.");
    throw new StopWith(`The migration ${name} failed and was rolled back: ${error.message}`);
  }
}
