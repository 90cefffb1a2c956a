// The database of a start: the one DATABASE_URL names, else the embedded one. Two roles: the owner migrates,
// the application connects with one that may not rewrite the audit trail or the ledger.
import path from "node:path";
import { closeSuperuserDoors, findRoleFault } from "./close-doors.mjs";
import { readObject } from "./kept-file.mjs";
import { copyOwner } from "./market-database.mjs";
import { migrate } from "./migrations.mjs";
import { prepareCluster, startCluster, stopCluster } from "./postgres.mjs";
import { findPlace } from "./postgres-place.mjs";
import { findPostmaster } from "./postmaster.mjs";
import { StopWith } from "./stop-with.mjs";
import { writeWhole } from "./write-file.mjs";

const CONNECT_TIMEOUT_MS = 5_000;
const OWNER = "amarktai_owner";
const APP = "amarktai_app";

async function connect(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function withClient(url, use) {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Opens the database of a start. Gives {appUrl, name, what, notes, folder, migrate(), isAlive(), start()};
 * `folder` is where its files are, undefined for an external one. What closes it again is
 * given to `onOpen` before it is started; an external database is never started or stopped.
 */
export async function openDatabase({ home, secrets, env, name, onOpen }) {
  return env.DATABASE_URL ? openExternal(env) : openEmbedded({ home, secrets, name, onOpen });
}

async function openExternal(env) {
  const ownerUrl = env.DATABASE_URL;
  const where = nameOf(ownerUrl);
  try {
    await withClient(ownerUrl, checkServer);
  } catch (error) {
    if (error instanceof StopWith) throw error;
    throw new StopWith(
      `The database of DATABASE_URL (${where}) does not answer: ${error.message}. Start it, or correct DATABASE_URL.`,
    );
  }
  const appUrl = env.DATABASE_APP_URL || withRole(ownerUrl, APP);
  const notes = [];
  return {
    appUrl,
    name: nameIn(ownerUrl),
    what: where,
    notes,
    migrate: async () => {
      const applied = await withClient(ownerUrl, (client) => migrate(client));
      notes.push(...(await judgeLogin(appUrl)));
      return applied;
    },
    isAlive: () => true,
    start: async () => {},
  };
}

/** What is lost where the application's login can become the owner, as notes of a start. */
async function judgeLogin(appUrl) {
  const fault = await withClient(appUrl, findRoleFault).catch((error) => {
    throw new StopWith(
      `The application cannot sign in to the database: ${error.message}. Correct DATABASE_APP_URL (docs/OPERATIONS.md, "A Postgres of your own").`,
    );
  });
  if (fault === null) return [];
  return [
    `The database does not protect its books from the application: ${fault}. Whoever breaks into a page could rewrite the ledger, the fills and the decisions; of the audit trail only the copy of its head in the data folder would tell. Give the application a login of its own in DATABASE_APP_URL: docs/OPERATIONS.md, "A Postgres of your own".`,
  ];
}

async function checkServer(client) {
  const { rows } = await client.query("SHOW server_version_num");
  if (Number(rows[0].server_version_num) < 150_000) {
    throw new StopWith(
      "The database of DATABASE_URL is older than Postgres 15: upgrade it, or unset DATABASE_URL to use the embedded one.",
    );
  }
}

/** The same database, acting as another role: the url's own options stay. */
export function withRole(url, role) {
  const named = new URL(url);
  const options = [named.searchParams.get("options"), `-c role=${role}`].filter(Boolean).join(" ");
  named.searchParams.set("options", options);
  // pg reads the query with plain decodeURIComponent: a "+" would stay a plus
  named.search = named.search.replaceAll("+", "%20");
  return named.href;
}

/** What a database is called where files of the data folder are named after it: an external one with its host. */
export const nameIn = (url) => nameOf(url).replaceAll(/[^A-Za-z0-9_-]+/g, "_");

function nameOf(url) {
  if (!URL.canParse(url))
    throw new StopWith("DATABASE_URL is not a url: write postgres://user:password@host:5432/name.", 2);
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** A cluster of our own under `home`; the test suite runs on one too, with `settings` of its own. */
export async function openCluster(home, secrets, { settings = {}, database } = {}) {
  const place = findPlace(home);
  const record = path.join(home, "database.json");
  // the port is a wish only: a damaged record costs nothing
  const wish = readObject(record).value?.port;
  const port = Number.isInteger(wish) && wish > 0 && wish < 65_536 ? wish : undefined;
  const cluster = { ...place, settings, port, logFile: path.join(home, "logs", "postgres.log") };
  const url = (user, password, database) =>
    `postgres://${user}:${password}@127.0.0.1:${cluster.port}/${database}`;
  const adminUrl = (database = "postgres") => url("postgres", secrets.databaseSuperuser, database);
  const ask = async (port) => {
    cluster.port = port;
    await withClient(adminUrl(), (client) => client.query("SELECT 1")).catch(explainPassword(home));
  };
  let pid = null;
  return {
    cluster,
    notes: place.notes,
    adminUrl,
    url,
    isAlive: () => pid !== null && findPostmaster(cluster)?.pid === pid,
    async start() {
      prepareCluster(cluster, secrets.databaseSuperuser);
      const started = await startCluster(cluster, ask);
      pid = started.pid;
      cluster.port = started.port;
      if (started.mended) place.notes.push(started.mended);
      const { port } = started;
      writeWhole(record, `${JSON.stringify({ port, dataDir: cluster.dataDir, database })}\n`);
      return started;
    },
    stop: (timeoutMs) => stopCluster(cluster, timeoutMs),
  };
}

const explainPassword = (home) => (error) => {
  if (error.code !== "28P01") throw error;
  throw new StopWith(
    `The database's password in ${path.join(home, "secrets.json")} is not the one it was made with: put that file back from a backup.`,
  );
};

async function openEmbedded({ home, secrets, name, onOpen }) {
  const own = await openCluster(home, secrets, { database: name });
  onOpen(() => own.stop());
  const { adopted } = await own.start();
  await withClient(own.adminUrl(), (client) => makeRoles(client, secrets));
  const isNew = await withClient(own.adminUrl(), (client) => makeDatabase(client, name));
  await withClient(own.adminUrl(name), closeSuperuserDoors);
  const ownerUrl = (database) => own.url(OWNER, secrets.databaseOwner, database);
  return {
    get appUrl() {
      return own.url(APP, secrets.databaseApp, name);
    },
    name,
    what: `embedded, ${name} in ${own.cluster.dataDir}${adopted ? ", still running from before" : ""}`,
    notes: own.notes,
    folder: own.cluster.dataDir,
    migrate: async () => {
      const applied = await withClient(ownerUrl(name), (client) => migrate(client));
      if (isNew) await copyOwner(name, (database, use) => withClient(ownerUrl(database), use));
      return applied;
    },
    isAlive: own.isAlive,
    start: own.start,
  };
}

/** Makes the database when it is not there yet; true when it is new. */
async function makeDatabase(client, name) {
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount > 0) return false;
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${OWNER}`);
  return true;
}

async function makeRoles(client, secrets) {
  const plain = "LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS";
  await makeRole(client, OWNER, plain, secrets.databaseOwner);
  await makeRole(client, APP, plain, secrets.databaseApp);
  await client.query(`GRANT ${APP} TO ${OWNER}`);
  // the server's own two databases are nobody's but the superuser's
  await client.query("REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC");
}

/** Makes a role or sets its password again. Role statements take no parameters: the password is our own base64. */
export async function makeRole(client, name, rights, password) {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
  const verb = rowCount === 0 ? "CREATE" : "ALTER";
  await client.query(`${verb} ROLE ${name} ${rights} PASSWORD ${client.escapeLiteral(password)}`);
}
