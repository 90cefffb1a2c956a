// The embedded Postgres: our own control of its process, because one that outlived us must be used again.
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { readText } from "./kept-file.mjs";
import { freePort, isPortFree } from "./ports.mjs";
import { handOver } from "./postgres-place.mjs";
import { findPostmaster, mendPidFile } from "./postmaster.mjs";
import { signal, waitForEnd } from "./process-info.mjs";
import { StopWith } from "./stop-with.mjs";

const MAJOR = "18";
const FIRST_START_BYTES = 300 * 1024 * 1024;
const START_TIMEOUT_MS = 180_000;
const ORPHAN_ANSWER_MS = 10_000;
const ENDING_TIMEOUT_MS = 20_000;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "64MB",
  fsync: "on",
  synchronous_commit: "on",
  // the log of changes stays within this on the disk, and gives back what a burst took
  max_wal_size: "256MB",
  min_wal_size: "80MB",
  wal_compression: "pglz",
  max_slot_wal_keep_size: "256MB",
  checkpoint_timeout: "5min",
  // what is thinned and rewritten is tidied soon
  autovacuum_naptime: "20s",
  // one machine, small queries: no helpers that hold memory and nothing to do
  io_method: "sync",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
  autovacuum_max_workers: "2",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Makes the data folder when there is none, and refuses one it cannot trust. Deletes nothing but its own
 * unfinished attempts. Gives true when it made a new one.
 */
export function prepareCluster(cluster, password) {
  const { dataDir } = cluster;
  removeUnfinished(path.dirname(dataDir));
  if (checkDataFolder(dataDir)) return false;
  const { bavail, bsize } = statfsSync(path.dirname(dataDir));
  if (bavail * bsize < FIRST_START_BYTES) throw diskFull(dataDir);
  initialise(cluster, password);
  return true;
}

function removeUnfinished(folder) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith("pg.new-")) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** True when there is a database in this folder, false when there is none yet; refuses one that cannot be trusted. */
export function checkDataFolder(dataDir) {
  if (!existsSync(dataDir)) return false;
  if (!statSync(dataDir).isDirectory()) throw damaged(dataDir, "it is a file, not a folder");
  if (readdirSync(dataDir).length === 0) return false;
  const { text, fault } = readText(path.join(dataDir, "PG_VERSION"));
  if (text === null && fault === null)
    throw damaged(dataDir, "it has no PG_VERSION, so it is damaged or not a database");
  if (fault || !/^\d+(\.\d+)?$/.test(text.trim()))
    throw damaged(dataDir, `its PG_VERSION ${fault ?? "names no version"}`);
  if (text.trim() === MAJOR) return true;
  throw new StopWith(
    `The database in ${dataDir} is of Postgres ${text.trim()}, this version of Amarktai brings Postgres ${MAJOR}: start the version that made it and export your data, or choose another folder with --home. Nothing was changed.`,
  );
}

function initialise({ dataDir, nativeDir, user }, password) {
  const draft = path.join(path.dirname(dataDir), `pg.new-${randomUUID()}`);
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  handOver(draft, user);
  handOver(passwordFile, user);
  const args = ["-D", draft, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const shape = ["--encoding=UTF8", "--locale=C", "--no-instructions"];
  const run = spawnSync(path.join(nativeDir, "bin", "initdb"), [...args, ...shape], {
    ...user,
    cwd: "/",
    env: { PATH: process.env.PATH, LC_ALL: "C" },
    encoding: "utf8",
  });
  rmSync(passwordFile, { force: true });
  if (run.status === 0) {
    renameSync(draft, dataDir);
    return;
  }
  rmSync(draft, { recursive: true, force: true });
  const said = `${run.stderr ?? ""}${run.error?.message ?? ""}`;
  if (/No space left|ENOSPC/.test(said)) throw diskFull(dataDir);
  throw new StopWith(`The database could not be created in ${dataDir}: ${said.trim().split("\n").at(-1)}`);
}

const diskFull = (place) =>
  new StopWith(
    `The disk of ${place} is full: free at least 300 MB, or choose another folder with --home, then start again.`,
  );

const damaged = (dataDir, why) =>
  new StopWith(
    `The database in ${dataDir} cannot be used: ${why}. Nothing was changed or deleted. Put a backup in its place, or move the folder away to begin anew, then start again.`,
  );

/**
 * Has the database running and answering: the one that is running already, else a new one.
 * `ask(port)` resolves when it answers and rejects when not. Gives {pid, port, adopted, mended}; `mended` is a sentence
 * about what had to be put right, or null.
 */
export async function startCluster(cluster, ask) {
  const orphan = findPostmaster(cluster);
  if (orphan) {
    const alive = () => findPostmaster(cluster) !== null;
    if (await answers(() => ask(orphan.port), alive, ORPHAN_ANSWER_MS)) return { ...orphan, adopted: true };
    await stopCluster(cluster);
  }
  const mended = mendPidFile(cluster);
  const until = Date.now() + ENDING_TIMEOUT_MS;
  for (;;) {
    const { started, said } = await tryStart(cluster, ask);
    if (started) return { ...started, mended };
    // the helpers of one that was killed hold its memory for a moment
    const isEnding = /pre-existing shared memory|could not bind|lock file/.test(said);
    if (!isEnding || Date.now() > until) throw refusal(cluster, said);
    await pause(500);
  }
}

async function tryStart(cluster, ask) {
  const port =
    cluster.port && (await isPortFree(cluster.port, "127.0.0.1")) ? cluster.port : await freePort();
  const from = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
  const child = launch(cluster, port);
  const alive = () => child.exitCode === null && child.signalCode === null;
  if (await answers(() => ask(port), alive, START_TIMEOUT_MS)) {
    return { started: { pid: child.pid, port, adopted: false } };
  }
  if (alive()) child.kill("SIGQUIT");
  return { said: readFileSync(cluster.logFile).subarray(from).toString() };
}

function launch({ dataDir, nativeDir, user, logFile, settings: own }, port) {
  const settings = Object.entries({ ...SETTINGS, ...own }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const log = openSync(logFile, "a");
  // in a session of its own: Ctrl-C in the terminal must reach it last, through us
  const child = spawn(
    path.join(nativeDir, "bin", "postgres"),
    ["-D", dataDir, "-p", String(port), ...settings],
    {
      ...user,
      cwd: "/",
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      detached: true,
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  child.on("error", () => {});
  child.unref();
  return child;
}

async function answers(ask, alive, timeoutMs) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      await ask();
      return true;
    } catch (error) {
      if (error instanceof StopWith) throw error;
      if (!alive() || Date.now() > until) return false;
      await pause(50);
    }
  }
}

function refusal({ dataDir, logFile }, said) {
  if (/No space left on device/.test(said)) return diskFull(dataDir);
  const lines = said.split("\n").filter((line) => /FATAL|PANIC|could not|error/i.test(line));
  const last = (lines.at(0) ?? said.trim().split("\n").at(-1) ?? "").replace(
    /^.*?(FATAL|PANIC|LOG|ERROR): +/,
    "",
  );
  if (/pre-existing shared memory|lock file/.test(said)) {
    return new StopWith(
      `The database in ${dataDir} is still ending (${last}): wait a moment, then start again.`,
    );
  }
  return damaged(dataDir, `Postgres refuses to start (${last || "it said nothing"}; see ${logFile})`);
}

/** Stops the database: fast shutdown first, hard when that takes longer than `timeoutMs`. */
export async function stopCluster(cluster, timeoutMs = 3_000) {
  const running = findPostmaster(cluster);
  if (!running) return;
  signal(running.pid, "SIGINT");
  if (await waitForEnd(running.pid, timeoutMs)) return;
  signal(running.pid, "SIGQUIT");
  if (await waitForEnd(running.pid, 500)) return;
  signal(running.pid, "SIGKILL");
  await waitForEnd(running.pid, 500);
}
