import pg from "pg";
import { env } from "./env";

export type HeldLock = { readonly release: () => Promise<void> };

/**
 * Takes a Postgres advisory lock on a connection of its own, or answers null when another process holds it.
 *
 * The lock lives as long as the connection: a killed holder loses it at once. `onLost` is called when the
 * connection ends without a release.
 */
export async function tryAdvisoryLock(key: number, onLost: () => void): Promise<HeldLock | null> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  let released = false;
  const lost = () => {
    if (released) return;
    released = true;
    onLost();
  };
  client.on("error", lost);
  client.on("end", lost);
  await client.connect();
  const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [
    key,
  ]);
  const release = async () => {
    released = true;
    await client.end();
  };
  if (rows[0]?.locked) return { release };
  await release();
  return null;
}
