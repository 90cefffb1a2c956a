// The supervisor: everything a start does, in order, and everything undone again at its end.
import path from "node:path";
import { boot } from "./boot.mjs";
import { chooseMarket, rememberMarket } from "./choose-market.mjs";
import { makeHome } from "./home.mjs";
import { setAsideFolder } from "./kept-file.mjs";
import { takeLock } from "./lock.mjs";
import { HELP, readOptions } from "./options.mjs";
import { freePort, tryPort } from "./ports.mjs";
import { findLaunchers, isStillRunning } from "./process-info.mjs";
import { endSteps } from "./run-step.mjs";
import { makeSay, took } from "./say.mjs";
import { StopWith } from "./stop-with.mjs";
import { toStop } from "./to-stop.mjs";

const LEAVING_MS = 15_000;
const LOOK_MS = 250;

/** Runs the app until it is told to stop; gives the exit status. */
export async function start(argv) {
  const say = makeSay();
  try {
    const options = readOptions(argv, process.env, process.cwd());
    if (!options.help) return await supervise(options, say);
    say.line(HELP);
    return 0;
  } catch (error) {
    return fail(toStop(error));
  }
}

async function supervise(options, say) {
  for (const note of makeHome(options.home)) say.note(note);
  const launchers = findLaunchers();
  const lock = await lockHome(options, launchers, say);
  const run = makeRun(launchers);
  try {
    const port = options.port || (await freePort());
    await refuseTakenPort(port, options.host);
    const settings = { ...(await chooseMarket(options, say)), port, url: urlOf(options.host, port) };
    lock.update({ url: settings.url, launchers });
    await boot(settings, run, say);
    run.ready = true;
    rememberMarket(settings);
    if (options.once) say.line("Started, and stopping again because of --once.");
    else await run.ended;
    return run.failure ? fail(run.failure) : 0;
  } catch (error) {
    return statusOf(error, run);
  } finally {
    lock.update({ leaving: true });
    await close(run, say);
    lock.release();
  }
}

/** The status of a start that did not become ready: told to stop, or unable to go on. */
function statusOf(error, { failure, signal }) {
  if (failure) throw failure;
  if (signal) return signal === "SIGINT" ? 130 : 143;
  throw error;
}

async function lockHome({ home }, launchers, say) {
  const until = Date.now() + LEAVING_MS;
  const file = path.join(home, "supervisor.lock");
  const note = setAsideFolder(file);
  if (note) say.note(note);
  for (let told = false; ; told = true) {
    const taken = takeLock(file, { launchers });
    if (!taken.holder) return taken;
    const { pid, url } = taken.holder;
    if (!isLeaving(taken.holder) || Date.now() > until) {
      throw new StopWith(
        `Amarktai is already running (pid ${pid})${url ? ` at ${url}` : ", it is just starting"}.`,
      );
    }
    if (!told) say.line(`Another Amarktai (pid ${pid}) is just stopping: waiting for it.`);
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

const isLeaving = ({ leaving, launchers }) =>
  leaving || (launchers ?? []).some((launcher) => !isStillRunning(launcher));

async function refuseTakenPort(port, host) {
  const code = await tryPort(port, host);
  if (code === null) return;
  if (code === "EADDRINUSE") {
    throw new StopWith(
      `Port ${port} of ${host} is taken by another program: stop that program, or choose another port with --port ${port + 1}.`,
    );
  }
  if (code === "EACCES")
    throw new StopWith(`Port ${port} needs more rights than you have: choose one above 1023 with --port.`);
  throw new StopWith(
    `${host} is not an address of this machine (${code}): use --host 127.0.0.1 or --host 0.0.0.0.`,
    2,
  );
}

function urlOf(host, port) {
  if (host === "0.0.0.0" || host === "::") return `http://127.0.0.1:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What lasts as long as the run: a reason to end, and what to close then, last opened first. */
function makeRun(launchers) {
  const run = { closers: [], signal: null, failure: null, ready: false, stopping: false };
  run.ended = new Promise((done) => {
    run.end = (failure) => {
      run.failure ??= failure ?? null;
      run.stopping = true;
      endSteps();
      done();
    };
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      run.signal ??= name;
      run.end();
    });
  }
  const watch = setInterval(() => {
    if (launchers.every(isStillRunning)) return;
    run.signal ??= "SIGTERM";
    run.end();
  }, LOOK_MS);
  watch.unref();
  const crash = (error) => run.end(toStop(error));
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  return run;
}

function fail({ message, exitCode }) {
  process.stderr.write(`${message}\n`);
  return exitCode;
}

async function close(run, say) {
  run.stopping = true;
  endSteps();
  if (run.closers.length === 0) return;
  const from = Date.now();
  if (run.ready) say.line("Stopping…");
  for (const shut of run.closers.reverse())
    await shut().catch((error) => say.line(`While stopping: ${error.message}`));
  if (run.ready) say.line(`Stopped in ${took(from)}. Your data is kept.`);
}
