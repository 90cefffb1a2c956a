// A child of the supervisor: started, logged, started again when it dies, stopped within its time.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { LOOK_EVERY_MS, watchForHang } from "./hang-watch.mjs";
import { readObject } from "./kept-file.mjs";
import { keepLog, rotate } from "./logs.mjs";
import { root } from "./paths.mjs";
import { findProcess, isStillRunning, signal, waitForEnd } from "./process-info.mjs";
import { writeWhole } from "./write-file.mjs";

const BACK_OFF_FIRST_MS = 500;
const BACK_OFF_LAST_MS = 10_000;
const STEADY_MS = 30_000;
const LAST_WORDS_MS = 150;

/** The wait before the n-th start in a row after a death, n from 0: half a second, doubled up to ten seconds. */
export const backOffMs = (deaths) => Math.min(BACK_OFF_FIRST_MS * 2 ** deaths, BACK_OFF_LAST_MS);

/**
 * Keeps a program running until stop(). `env()` is asked anew at each start. `onMessage` gets what the child sends,
 * `onDeath({deaths, lastWords, waitMs})` is told of each death and says whether to start it again. The child leaves
 * by itself when this process is gone, because its channel closes then.
 *
 * With `hang: {limitMs, firstMs, probe?}` one that gives no sign of life for `limitMs` is killed, and started again as
 * after any death. A sign is a message {type: "beat"} of the child, or, where `probe()` is given, its truth: asked
 * again and again, it settles within a bounded time.
 */
export function keepAlive({ name, home, command, args, env, show, onMessage, onDeath, hang }) {
  const files = filesOf(home, name);
  const state = { child: null, deaths: 0, stopping: false, timer: null };
  rotate(files.log);
  const begin = () => {
    const since = Date.now();
    const child = spawn(...withoutDumps(command, args), {
      cwd: root,
      env: env(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const log = keepLog(name, child, files.log, show);
    const watch = hang && watchChild(child, hang);
    const died = (lastWords) => {
      if (state.child !== child) return;
      state.child = null;
      watch?.stop();
      log.end();
      rmSync(files.run, { force: true });
      if (state.stopping) return;
      if (Date.now() - since > STEADY_MS) state.deaths = 0;
      const waitMs = backOffMs(state.deaths);
      state.deaths += 1;
      if (onDeath({ deaths: state.deaths, lastWords, waitMs })) state.timer = setTimeout(begin, waitMs);
    };
    state.child = child;
    child.on("message", (message) =>
      message?.type === "beat" ? watch?.heard(message) : onMessage?.(message),
    );
    child.on("spawn", () => writeWhole(files.run, JSON.stringify(markOf(child.pid))));
    child.once("error", (error) => died(error.message));
    child.once("exit", (code, by) =>
      // its last words may still be in the pipe
      setTimeout(
        () => died(watch?.verdict() || log.lastWords() || `it ended with ${by ?? `status ${code}`}`),
        LAST_WORDS_MS,
      ),
    );
  };
  begin();
  return {
    async stop(timeoutMs) {
      await stop(state, timeoutMs);
      rmSync(files.run, { force: true });
    },
    restart: () => state.child?.kill("SIGTERM"),
  };
}

/** Kills the child when it hangs; verdict() says so afterwards. */
function watchChild(child, { limitMs, firstMs, probe }) {
  const watch = watchForHang({ limitMs, firstMs });
  let verdict = "";
  let asking = false;
  const ask = async () => {
    asking = true;
    if (await probe()) watch.heard();
    asking = false;
  };
  const timer = setInterval(() => {
    if (probe && !asking) ask();
    if (!watch.isHung()) return;
    verdict = `it hung: no sign of life for ${Math.round(limitMs / 1000)} s, so it was killed`;
    // also one that was stopped, which no other signal ends
    child.kill("SIGKILL");
  }, LOOK_EVERY_MS);
  return { heard: watch.heard, stop: () => clearInterval(timer), verdict: () => verdict };
}

const filesOf = (home, name) => ({
  log: path.join(home, "logs", `${name}.log`),
  run: path.join(home, "run", `${name}.json`),
});

/** What a process holds in memory, keys among it, is written to no disk when it dies. Its id stays the same. */
const withoutDumps = (command, args) =>
  process.platform === "win32"
    ? [command, args]
    : ["/bin/sh", ["-c", 'ulimit -c 0; exec "$0" "$@"', command, ...args]];

const markOf = (pid) => ({ pid, began: findProcess(pid)?.began ?? "" });

async function stop(state, timeoutMs) {
  state.stopping = true;
  clearTimeout(state.timer);
  const child = state.child;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  await ended;
  clearTimeout(timer);
}

/** Ends a child that an earlier supervisor left behind, if it is still that process. */
export async function endLeftover(home, name) {
  const { run } = filesOf(home, name);
  const { value: mark } = readObject(run);
  rmSync(run, { recursive: true, force: true });
  if (!mark || !isStillRunning(mark)) return false;
  signal(mark.pid, "SIGTERM");
  if (!(await waitForEnd(mark.pid, 4_000))) signal(mark.pid, "SIGKILL");
  await waitForEnd(mark.pid, 1_000);
  return true;
}
