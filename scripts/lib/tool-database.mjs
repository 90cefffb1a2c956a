// The database of a measurement or a proof: a temporary one, or a new one on the server the caller names.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "./migrations.mjs";
import { startTestDatabase } from "./suite-database.mjs";

/**
 * A migrated, empty database. Gives {url, own, close()}; `own` is the temporary Postgres with pid() and restart(), null
 * when `adminUrl` names a server that runs already. `durable` as in startTestDatabase.
 */
export async function openToolDatabase({ adminUrl, durable = true } = {}) {
  const own = adminUrl ? null : await startTestDatabase({ durable });
  const server = own?.url ?? adminUrl;
  const name = `amarktai_tool_${randomBytes(6).toString("hex")}`;
  try {
    await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
    const named = new URL(server);
    named.pathname = `/${name}`;
    await withClient(named.href, (client) => migrate(client));
    const drop = () =>
      withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    return { url: named.href, own, close: own ? own.close : drop };
  } catch (error) {
    await own?.close();
    throw error;
  }
}

async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}
