import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openCluster } from "./database.mjs";
import { makeHome } from "./home.mjs";
import { findPostmaster } from "./postmaster.mjs";
import { isStillRunning, selfMark, signal } from "./process-info.mjs";
import { writeWhole } from "./write-file.mjs";

const RESTARTS_MAX = 100;
const RESTART_PAUSE_MS = 200;
const PREFIX = "amarktai-test-";
// it lives for one run: speed before safety
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "120" };

/**
 * Starts an empty Postgres in a temporary folder. Gives a superuser's url, close(), which removes all of it, and for
 * those who kill it pid() and restart(). `durable`: as safe, and as slow, as the one that `npm start` runs.
 */
export async function startTestDatabase({ durable = false } = {}) {
  const home = mkdtempSync(path.join(tmpdir(), PREFIX));
  makeHome(home);
  writeWhole(path.join(home, "owner.json"), JSON.stringify(selfMark()));
  const cluster = await openCluster(
    home,
    { databaseSuperuser: randomBytes(12).toString("hex") },
    { settings: durable ? {} : SETTINGS },
  );
  const close = async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await cluster.start();
  } catch (error) {
    await close();
    throw error;
  }
  const pid = () => findPostmaster(cluster.cluster)?.pid ?? null;
  return { url: cluster.adminUrl(), close, pid, restart: () => restartOnPort(cluster) };
}

/** After a kill. Another program may have taken the port for a moment: those who hold the url wait for the same one. */
async function restartOnPort(own) {
  const { port } = own.cluster;
  for (let attempt = 1; attempt <= RESTARTS_MAX; attempt++) {
    if ((await own.start()).port === port) return;
    await own.stop();
    own.cluster.port = port;
    await new Promise((done) => setTimeout(done, RESTART_PAUSE_MS));
  }
  throw new Error(`Port ${port} of the temporary database was taken by another program.`);
}

/** Removes what runs of the suite left behind that were killed. */
export function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    const home = path.join(tmpdir(), name);
    try {
      if (isStillRunning(JSON.parse(readFileSync(path.join(home, "owner.json"), "utf8")))) continue;
      const pidFile = path.join(home, "pg", "postmaster.pid");
      if (existsSync(pidFile)) signal(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGQUIT");
      rmSync(home, { recursive: true, force: true });
    } catch {
      // another user's, or one that is just being made
    }
  }
}
