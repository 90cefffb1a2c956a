import { expect, test } from "@playwright/test";
import { type Part, type RunningApp, removeHome, startApp } from "./app";
import { countFills, longestEquityGapMs, settleBreaches } from "./invariants";
import { patient } from "./patience";

const ARGS = ["--demo", "--market", "simulated", "--speed", "60", "--seed", "7"];
const SETTLE_MS = patient(15_000);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function waitUntil(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > until) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await pause(200);
  }
}

const isReady = async ({ url }: RunningApp) => (await fetch(`${url}/api/ready`)).status === 200;

function isRunning(pid: number): boolean {
  return process.kill(pid, 0);
}

// Guards the owner's money against the plug being pulled, at any moment, from any process.
test("kill -9 of any process loses nothing and doubles nothing", async () => {
  test.setTimeout(patient(420_000));
  let app = await startApp({ args: ARGS });
  const { home } = app;
  const startedAt = new Date();
  let outageMs = 0;
  try {
    await waitUntil("the first fill", patient(60_000), async () => (await countFills(home)) > 0);
    // unequal pauses, so that the kills fall on different moments of a cycle
    const kills: readonly [Part, number][] = [
      ["worker", 1_130],
      ["database", 2_370],
      ["web", 410],
      ["worker", 3_050],
      ["database", 690],
      ["worker", 120],
    ];
    for (const [part, afterMs] of kills) {
      await pause(afterMs);
      // a part that fell with an earlier one may still be on its way up
      await waitUntil(`the ${part} runs`, patient(15_000), async () => isRunning(app.pid(part)));
      const killedAt = Date.now();
      app.kill(part);
      await pause(300);
      // right after the blow readiness may still be the last reading's: the database itself has to answer too
      await waitUntil(`ready again after the ${part} was killed`, patient(30_000), async () => {
        await countFills(home);
        return isReady(app);
      });
      outageMs = Math.max(outageMs, Date.now() - killedAt);
      expect(await settleBreaches(home, SETTLE_MS), `after kill -9 of the ${part}`).toEqual([]);
    }

    const killedAt = Date.now();
    app.kill("supervisor");
    app.kill("database");
    app = await startApp({ args: ARGS, home });
    outageMs = Math.max(outageMs, Date.now() - killedAt);
    expect(await settleBreaches(home, SETTLE_MS), "after everything was killed").toEqual([]);

    const before = await countFills(home);
    await waitUntil(
      "another fill after the restart",
      patient(60_000),
      async () => (await countFills(home)) > before,
    );
    expect(await settleBreaches(home, SETTLE_MS), "after trading on").toEqual([]);
    expect(await longestEquityGapMs(home, startedAt)).toBeLessThan(outageMs + 60_000);

    const stopped = await app.stop();
    expect(stopped.code, app.output()).toBe(0);
    expect(stopped.tookMs).toBeLessThan(patient(10_000));
  } finally {
    await app.stop();
    removeHome(app);
  }
});
