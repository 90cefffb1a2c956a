// The database of a data folder, for those who only look: the running one, else started for the moment.
import { existsSync } from "node:fs";
import path from "node:path";
import { nameIn, openCluster, withRole } from "./database.mjs";
import { readObject } from "./kept-file.mjs";
import { takeLock } from "./lock.mjs";
import { findPlace } from "./postgres-place.mjs";
import { findPostmaster } from "./postmaster.mjs";
import { loadSecrets } from "./secrets.mjs";
import { StopWith } from "./stop-with.mjs";

const APP = "amarktai_app";
const nothing = async () => {};

/**
 * Opens the database of a home, or of DATABASE_URL. Gives {url, name, state, detail, close()}: state is "running", "started"
 * (for this call alone, close() stops it), "none" (nobody has made one yet) or "failed"; url is null for the last two.
 * It makes no folder and no database, and leaves alone what runs.
 */
export async function openHomeDatabase(home, env) {
  if (env.DATABASE_URL) {
    const url = env.DATABASE_APP_URL || withRole(env.DATABASE_URL, APP);
    const detail = "the database of DATABASE_URL";
    return { url, name: nameIn(env.DATABASE_URL), state: "running", detail, close: nothing };
  }
  const record = path.join(home, "database.json");
  if (!existsSync(record) || !existsSync(path.join(home, "secrets.json")))
    return none(`There is no database in ${home} yet. npm start makes it.`);
  try {
    const { value, fault } = readObject(record);
    if (fault) throw new StopWith(`${record} ${fault}: npm start makes it again.`);
    return await openExisting(home, value);
  } catch (error) {
    return { url: null, state: "failed", detail: error.message, close: nothing };
  }
}

const none = (detail) => ({ url: null, state: "none", detail, close: nothing });

async function openExisting(home, kept) {
  const place = findPlace(home);
  if (!existsSync(place.dataDir)) return none(`There is no database in ${home} yet. npm start makes it.`);
  const secrets = loadSecrets(home, { hasDatabase: true });
  const database = kept.database ?? "amarktai";
  const running = findPostmaster(place);
  const urlAt = (port) => `postgres://${APP}:${secrets.databaseApp}@127.0.0.1:${port}/${database}`;
  if (running) {
    const detail = `embedded, ${database} on port ${running.port}`;
    return { url: urlAt(running.port), name: database, state: "running", detail, close: nothing };
  }
  // a start that comes meanwhile must wait: two servers on one folder would be one too many
  const lock = takeLock(path.join(home, "supervisor.lock"), { leaving: true });
  if (lock.holder) throw new StopWith("Amarktai is just starting. Ask again in a moment.");
  const own = await openCluster(home, secrets, { database });
  const close = async () => {
    await own.stop();
    lock.release();
  };
  try {
    const { port } = await own.start();
    const detail = `embedded, ${database}, started for this look`;
    return { url: urlAt(port), name: database, state: "started", detail, close };
  } catch (error) {
    await close();
    throw error;
  }
}
