// The six steps of a start.
import path from "node:path";
import { buildWeb, buildWorker, generateClient } from "./build.mjs";
import { lockBuild } from "./build-lock.mjs";
import { startChildren } from "./children.mjs";
import { openDatabase } from "./database.mjs";
import { inspectHome } from "./inspect-home.mjs";
import { installPackages } from "./install.mjs";
import { judgeMarket } from "./judge-market.mjs";
import { endLeftover } from "./keep-alive.mjs";
import { rotate, rotateHeld } from "./logs.mjs";
import { databaseNameOf } from "./market-database.mjs";
import { took } from "./say.mjs";
import { StopWith } from "./stop-with.mjs";

const LOG_LOOK_MS = 60_000;

/** Brings everything up; resolves when pages answer. What it opens is pushed on run.closers. */
export async function boot(settings, run, say) {
  const from = Date.now();
  const step = async (number, work) => {
    if (run.stopping) throw new StopWith("Stopped before it was ready.");
    say.step(number, await work());
  };
  const { secrets, vaultPublic, notes } = inspectHome(settings.home, process.env);
  for (const note of notes) say.note(note);
  const releaseBuild = await lockBuild(run, say);
  try {
    await step(1, () => packages(say));
    await step(2, () => build(settings, say));
  } finally {
    releaseBuild();
  }
  await judgeMarket(settings);
  let database;
  await step(3, async () => {
    for (const name of ["web", "worker", "simulators"]) await endLeftover(settings.home, name);
    database = await openStore(settings, secrets, run);
    return `database: ${database.what}`;
  });
  await step(4, async () => `tables: ${describeMigrations(await database.migrate())}`);
  for (const note of database.notes) say.note(note);
  const children = await startChildren({ settings, secrets, vaultPublic, database, run, say });
  await step(5, async () => `worker: ${await children.workerReady()}`);
  await step(6, async () => `pages: ready, ${await children.webReady()}`);
  if (run.stopping) throw run.failure ?? new StopWith("Stopped before it was ready.");
  children.announce(took(from));
}

async function packages(say) {
  const from = Date.now();
  const fresh = await say.during("installing", () => installPackages(say.note));
  return `packages: ${fresh ? `installed in ${took(from)}` : "in place"}`;
}

async function build({ dev }, say) {
  const from = Date.now();
  await generateClient();
  if (dev) return "build: not needed for development";
  const worker = await buildWorker();
  const web = await say.during("building", () => buildWeb(say.note));
  return `build: ${worker || web ? `done in ${took(from)}` : "up to date"}`;
}

async function openStore(settings, secrets, run) {
  const { home } = settings;
  const log = path.join(home, "logs", "postgres.log");
  rotate(log);
  const looks = setInterval(() => rotateHeld(log), LOG_LOOK_MS);
  looks.unref();
  run.closers.push(async () => clearInterval(looks));
  const database = await openDatabase({
    home,
    secrets,
    env: process.env,
    name: databaseNameOf(settings),
    onOpen: (close) => run.closers.push(close),
  });
  return database;
}

const describeMigrations = (names) =>
  names.length === 0 ? "up to date" : `${names.length} migration${names.length === 1 ? "" : "s"} applied`;
