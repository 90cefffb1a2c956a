// Which database a start works on. Every invented or replayed market has one of its own, so that a demo never meets
// another demo's positions, nor a paper or live book.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

const LIVE = "amarktai";
const HASH_DIGITS = 12;
const DEMO_EMAIL = "demo@localhost";

/** "amarktai" with live prices, "amarktai_practice" with simulated exchanges, "amarktai_simulated_42", "amarktai_recorded_<hash of the files>". */
export function databaseNameOf({ market, seed, candles, practice }) {
  if (practice) return `${LIVE}_practice`;
  if (market === "simulated") return `${LIVE}_simulated_${seed}`;
  if (market === "recorded") return `${LIVE}_recorded_${hashOf(candles)}`;
  return LIVE;
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) hash.update(`${path.basename(file)}\n`).update(readFileSync(file));
  return hash.digest("hex").slice(0, HASH_DIGITS);
}

/**
 * Gives a new database the owner account that another market's database has, so that one sign-in opens them all.
 * Nothing is copied when nobody has claimed one yet; the demo's own account stays where it is.
 */
export async function copyOwner(name, withDatabase) {
  const others = await withDatabase(name, (client) =>
    client.query("SELECT datname FROM pg_database WHERE datname LIKE 'amarktai%' AND datname <> $1", [name]),
  );
  const owners = [];
  for (const { datname } of others.rows) {
    const found = await withDatabase(datname, (client) => findOwner(client)).catch(() => null);
    if (found) owners.push(found);
  }
  const newest = owners.sort((a, b) => b.claimedAt - a.claimedAt)[0];
  if (newest) await withDatabase(name, (client) => saveOwner(client, newest));
}

async function findOwner(client) {
  const { rows } = await client.query(
    `SELECT "id", "email", "name", "passwordHash", "sessionEpoch", "createdAt", "claimedAt" FROM "app_user"
     WHERE "role" = 'owner' AND "claimedAt" IS NOT NULL AND "email" <> $1 LIMIT 1`,
    [DEMO_EMAIL],
  );
  return rows[0] ?? null;
}

async function saveOwner(client, owner) {
  const { id, email, name, passwordHash, sessionEpoch, createdAt, claimedAt } = owner;
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO "app_user" ("id", "email", "name", "passwordHash", "sessionEpoch", "createdAt", "claimedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, email, name, passwordHash, sessionEpoch, createdAt, claimedAt],
  );
  await client.query(
    `INSERT INTO "audit_entry" ("userId", "actor", "channel", "runId", "action", "subject", "reason", "detail",
       "marketAt", "wallAt")
     VALUES ($1, 'system:start', 'start', gen_random_uuid()::text, 'owner.copied', $2,
       'a new market begins with the same owner account', '{}', now(), now())`,
    [id, id],
  );
  await client.query("COMMIT");
}
