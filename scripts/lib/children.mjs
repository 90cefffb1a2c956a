// Worker, web and database as one: started, watched, stopped in order.
import { readFileSync } from "node:fs";
import { announce } from "./announce.mjs";
import { webEnv, workerEnv } from "./child-env.mjs";
import { startDevelopment } from "./development.mjs";
import { makeHeard } from "./heard.mjs";
import { auditHeadsFile } from "./home.mjs";
import { backOffMs, keepAlive } from "./keep-alive.mjs";
import { strategiesFolder, withOwnStrategies } from "./own-strategies-folder.mjs";
import { pagesSocket } from "./pages-socket.mjs";
import { inRoot, node24 } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { practiceEnv, practiceReady, preparePractice } from "./practice.mjs";
import { StopWith } from "./stop-with.mjs";
import { vaultKeyFile } from "./vault-key.mjs";
import { workerFlags } from "./worker-flags.mjs";

const READY_TIMEOUT_MS = 180_000;
const DEATHS_BEFORE_READY = 3;
const DATABASE_LOOK_MS = 500;
const WORKER_SILENT_MS = 10_000;
const WEB_SILENT_MS = 15_000;
const FIRST_SIGN_MS = 60_000;
const PROBE_MS = 5_000;
const PAGES_LATE_MS = 3_000;
const CHILD_STOP_MS = 5_500;
const WEB_HEAP_MB = 224;
/** a burst of refused requests is garbage at once: a small young space gives it back */
const WEB_YOUNG_MB = 8;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts worker and web over an open database; see the returned functions for what to wait for. */
export async function startChildren({ settings, secrets, vaultPublic, database, run, say }) {
  const heard = makeHeard(run, say);
  let workerEnded = "";
  const workerPort = await freePort();
  const practice = settings.practice ? await preparePractice(settings) : null;
  const common = () => ({
    ...process.env,
    ...commonEnv({ settings, secrets, vaultPublic, database }, workerPort),
    ...(practice ? { AMARKTAI_SIMULATORS: practice.text } : {}),
    AMARKTAI_AUDIT_KEY: undefined,
    DATABASE_URL: database.appUrl,
  });
  const child = (name, args, { env, onMessage, hang }) =>
    keepAlive({
      name,
      args,
      onMessage,
      hang,
      home: settings.home,
      command: node24(),
      env: () => env(common()),
      show: (text) => run.stopping || say.line(text),
      onDeath: (death) => {
        if (name === "worker") workerEnded = death.lastWords;
        return onDeath({ name, heard, run, say, settings }, death);
      },
    });
  const forWorker = (env) => ({
    ...workerEnv(env),
    ...sealerEnv(settings, secrets, database),
    AMARKTAI_VAULT_KEY_FILE: vaultKeyFile(settings.home),
    AMARKTAI_WORKER_ENDED: workerEnded,
  });
  if (practice) await startPractice({ practice, child, settings, run });
  const programs = settings.dev ? await startDevelopment(settings, run, say) : production(settings, run);
  const children = [
    child("worker", programs.worker, {
      env: forWorker,
      onMessage: heard.hear,
      hang: programs.watched && { limitMs: WORKER_SILENT_MS, firstMs: FIRST_SIGN_MS },
    }),
    child("web", programs.web, {
      env: (all) => ({ ...webEnv(all), ...programs.webEnv }),
      hang: programs.watched && {
        limitMs: WEB_SILENT_MS,
        firstMs: FIRST_SIGN_MS,
        probe: () => lives(settings),
      },
    }),
  ];
  programs.onRebuild?.(() => children[0].restart());
  const watch = watchDatabase(database, children, run, say);
  run.closers.push(async () => {
    watch.stop();
    await Promise.all(children.map((one) => one.stop(CHILD_STOP_MS)));
  });
  const from = Date.now();
  return {
    workerReady: async () =>
      heard.workerWords(await until(heard.workerIsUp, "The worker is", from, run, settings)),
    webReady: () =>
      until(
        () => answers(settings, heard),
        "The pages are",
        from,
        run,
        settings,
        () => heard.notReady,
      ),
    announce(after) {
      heard.ready = true;
      announce({ ...settings, publicUrl: publicUrlOf(settings) }, heard, after, say);
    },
  };
}

/** The simulated exchanges answer before the worker asks them, and outlive it at the end. */
async function startPractice({ practice, child, settings, run }) {
  const args = ["--import", inRoot("scripts", "lib", "leave-with-parent.mjs"), practice.program];
  const simulators = child("simulators", ["--enable-source-maps", ...args], {
    env: (all) => practiceEnv(settings, practice, all),
  });
  run.closers.push(() => simulators.stop(CHILD_STOP_MS));
  await practiceReady(practice, run);
}

const production = ({ port, host }, run) => ({
  worker: [...workerFlags, "--enable-source-maps", ...withOwnStrategies(), inRoot("dist", "worker.mjs")],
  web: [
    `--max-old-space-size=${WEB_HEAP_MB}`,
    `--max-semi-space-size=${WEB_YOUNG_MB}`,
    ...withOwnStrategies(),
    inRoot("scripts", "web.mjs"),
  ],
  webEnv: { PORT: String(port), HOSTNAME: host, AMARKTAI_PAGES: pagesSocket(run) },
  // not in development: a debugger stops a loop for as long as it likes
  watched: true,
});

/** What only the worker knows: who can seal the audit chain, and where its head is written down. */
const sealerEnv = ({ home }, secrets, database) => ({
  AMARKTAI_AUDIT_KEY: process.env.AMARKTAI_AUDIT_KEY || secrets.AMARKTAI_AUDIT_KEY,
  AMARKTAI_AUDIT_HEADS: auditHeadsFile(home, database.name),
});

const publicUrlOf = ({ url }) => process.env.NEXTAUTH_URL || url;

function commonEnv({ settings, secrets, vaultPublic, database }, workerPort) {
  const { INNGEST_SIGNING_KEY, INNGEST_EVENT_KEY, NEXTAUTH_SECRET } = { ...secrets, ...process.env };
  return {
    NODE_ENV: settings.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    INNGEST_SIGNING_KEY,
    INNGEST_EVENT_KEY,
    NEXTAUTH_SECRET,
    NEXTAUTH_URL: publicUrlOf(settings),
    AMARKTAI_HOST: settings.host,
    AMARKTAI_VAULT_PUBLIC: vaultPublic,
    AMARKTAI_WORKER_PORT: String(workerPort),
    AMARKTAI_STRATEGIES: strategiesFolder(settings.home),
    AMARKTAI_HOME: settings.home,
    AMARKTAI_DATABASE_FOLDER: database.folder ?? "",
    AMARKTAI_MARKET: settings.market,
    AMARKTAI_CANDLES: settings.candles.join(":"),
    AMARKTAI_SYMBOL: settings.symbol,
    AMARKTAI_COLUMNS: settings.columns,
    AMARKTAI_UNIT: settings.unit,
    AMARKTAI_ZONE: settings.zone,
    AMARKTAI_GAPS: settings.gaps,
    AMARKTAI_SPEED: String(settings.speed),
    AMARKTAI_SEED: String(settings.seed),
    AMARKTAI_DEMO: settings.demo ? "1" : "0",
    AMARKTAI_DEMO_PASSWORD: secrets.demoPassword,
    AMARKTAI_VERSION: JSON.parse(readFileSync(inRoot("package.json"), "utf8")).version,
  };
}

/** True when the child is to be started again. */
function onDeath({ name, heard, run, say, settings }, { deaths, lastWords, waitMs }) {
  if (run.stopping) return false;
  if (!heard.ready && deaths >= DEATHS_BEFORE_READY) {
    run.end(
      new StopWith(
        `The ${name} ended ${deaths} times while starting: ${lastWords} (all of it: ${settings.home}/logs/${name}.log)`,
      ),
    );
    return false;
  }
  say.line(`The ${name} ended (${lastWords}); it starts again in ${waitMs / 1000} s.`);
  return true;
}

function watchDatabase(database, children, run, say) {
  let watching = true;
  const loop = async () => {
    for (let failures = 0; watching; ) {
      await pause(DATABASE_LOOK_MS);
      if (!watching || database.isAlive()) continue;
      failures = (await restartDatabase(database, children, () => watching, failures, say))
        ? 0
        : failures + 1;
    }
  };
  loop().catch((error) => run.end(new StopWith(`The database cannot be watched: ${error.message}`)));
  return {
    stop() {
      watching = false;
    },
  };
}

async function restartDatabase(database, children, isWanted, failures, say) {
  const waitMs = backOffMs(failures);
  say.line(`The database ended; it starts again in ${waitMs / 1000} s.`);
  await pause(waitMs);
  if (!isWanted()) return true;
  const before = database.appUrl;
  try {
    await database.start();
    say.line("The database is running again.");
    // they know only the port they were started with
    if (database.appUrl !== before) for (const child of children) child.restart();
    return true;
  } catch (error) {
    say.line(error.message);
    return false;
  }
}

async function until(isThere, what, from, run, settings, why = () => "") {
  while (!(await isThere())) {
    if (run.stopping) throw run.failure ?? new StopWith("Stopped before it was ready.");
    if (Date.now() - from > READY_TIMEOUT_MS) {
      throw new StopWith(
        `${what} not ready after ${READY_TIMEOUT_MS / 60_000} minutes ${why()}: look into ${settings.home}/logs.`,
      );
    }
    await pause(100);
  }
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

/** True when the web process answers and its pages turn: it is asked nothing that needs the database. */
async function lives({ url }) {
  try {
    const reply = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(PROBE_MS) });
    const { asOf } = await reply.json();
    // a door that answers for pages that stand still is no sign of life of theirs
    return reply.ok && Date.now() - Date.parse(asOf) < PAGES_LATE_MS;
  } catch {
    return false;
  }
}

/** Live prices may be long in coming: the app is ready without them, and its entries wait. */
const restIsOk = (checks) => Object.entries(checks).every(([name, { ok }]) => name === "market" || ok);

async function answers({ url, market }, heard) {
  try {
    const reply = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(5_000) });
    const text = await reply.text();
    heard.notReady = `(${text.slice(0, 300)})`;
    // the door listens before the pages do, and says so
    const { checks } = JSON.parse(text);
    heard.noPrices = market === "live" && checks.market?.ok === false ? checks.market.detail : null;
    return !checks.pages && heard.pagesAreUp(heard.noPrices && restIsOk(checks) ? 200 : reply.status);
  } catch {
    return false;
  }
}
