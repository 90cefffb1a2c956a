import { mkdirSync } from "node:fs";
import { takeLock } from "./lock.mjs";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";

/**
 * Waits until nobody else installs or builds in this project; gives the function that lets the next one in.
 * `run.stopping` ends the wait.
 */
export async function lockBuild(run, say) {
  for (let told = false; ; told = true) {
    const taken = tryLockBuild();
    if (!taken.holder) return () => taken.release?.();
    if (!told)
      say.line(`Another start (pid ${taken.holder.pid}) is installing or building here: waiting for it.`);
    if (run.stopping) throw new StopWith("Stopped before it was ready.");
    await new Promise((done) => setTimeout(done, 500));
  }
}

function tryLockBuild() {
  try {
    mkdirSync(inRoot(".cache"), { recursive: true });
    return takeLock(inRoot(".cache", "build.lock"));
  } catch (error) {
    // a read-only project can still be started once it is built
    if (["EACCES", "EROFS", "EPERM"].includes(error.code)) return {};
    throw error;
  }
}
