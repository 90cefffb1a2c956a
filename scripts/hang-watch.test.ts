import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const LIB = path.join(import.meta.dirname, "lib");

type Watch = { heard: (sign?: { starting?: boolean }) => void; isHung: () => boolean };

async function open() {
  const file = path.join(LIB, "hang-watch.mjs");
  const { watchForHang } = (await import(file)) as {
    watchForHang: (q: { limitMs: number; firstMs: number; now: () => number }) => Watch;
  };
  let clock = 0;
  const watch = watchForHang({ limitMs: 10_000, firstMs: 60_000, now: () => clock });
  /** How long it takes until it counts as hung when somebody looks every `stepMs`; null within `maxMs`. */
  const hungAfter = (stepMs: number, maxMs: number): number | null => {
    const from = clock;
    while (clock - from < maxMs) {
      clock += stepMs;
      if (watch.isHung()) return clock - from;
    }
    return null;
  };
  return { watch, hungAfter, pass: (ms: number) => (clock += ms) };
}

test("silence of ten seconds is a hang, of a minute while it starts", async () => {
  const { watch, hungAfter } = await open();
  watch.heard({ starting: true });
  expect(hungAfter(500, 59_500)).toBeNull();
  watch.heard();
  expect(hungAfter(500, 9_500)).toBeNull();
  watch.heard();
  expect(hungAfter(500, 60_000)).toBe(10_000);
});

test("a machine that slept, or stood still, is no hang: the count begins anew", async () => {
  const { watch, hungAfter, pass } = await open();
  watch.heard();
  expect(hungAfter(500, 9_000)).toBeNull();
  pass(8 * 3_600_000);
  expect(watch.isHung()).toBe(false);
  expect(hungAfter(500, 60_000)).toBe(10_000);
});

test("on a machine so busy that the watcher itself comes late, a child gets as much more time", async () => {
  const { watch, hungAfter } = await open();
  watch.heard();
  expect(hungAfter(1_800, 60_000)).toBeGreaterThanOrEqual(18_000);
});

test("a child that stands still is killed and started anew, one that works is left alone", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-hang-"));
  for (const part of ["logs", "run"]) mkdirSync(path.join(home, part));
  const { keepAlive } = (await import(path.join(LIB, "keep-alive.mjs"))) as {
    keepAlive: (q: object) => { stop: (timeoutMs: number) => Promise<void> };
  };
  const program = path.join(home, "program.mjs");
  writeFileSync(
    program,
    `setInterval(() => process.send({ type: "beat" }), 100);
     setTimeout(() => process.send({ type: "began", pid: process.pid }), 10);`,
  );
  const pids: number[] = [];
  const deaths: string[] = [];
  const child = keepAlive({
    name: "program",
    home,
    command: process.execPath,
    args: [program],
    env: () => process.env,
    show: () => undefined,
    hang: { limitMs: 2_000, firstMs: 20_000 },
    onMessage: (message: { pid: number }) => pids.push(message.pid),
    onDeath: ({ lastWords }: { lastWords: string }) => {
      deaths.push(lastWords);
      return true;
    },
  });
  try {
    await expect.poll(() => pids.length, { timeout: 20_000 }).toBe(1);
    await new Promise((done) => setTimeout(done, 3_000));
    expect(deaths).toEqual([]);
    process.kill(pids[0] ?? 0, "SIGSTOP");
    await expect.poll(() => pids.length, { timeout: 30_000 }).toBe(2);
    expect(deaths).toEqual([expect.stringContaining("it hung: no sign of life for 2 s")]);
  } finally {
    await child.stop(1_000);
    rmSync(home, { recursive: true, force: true });
  }
}, 60_000);
