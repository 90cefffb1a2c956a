import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { startApp } from "./app";
import { countFills, settleBreaches } from "./invariants";
import { patient } from "./patience";

const ARGS = ["--demo", "--market", "simulated", "--speed", "60", "--seed", "7"];
const DISK_MB = 640;
const MB = 2 ** 20;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function within(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<number> {
  const from = performance.now();
  while (!(await holds().catch(() => false))) {
    if (performance.now() - from > timeoutMs) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await pause(200);
  }
  return Math.round(performance.now() - from);
}

async function askReady(url: string): Promise<{ status: number; disk: boolean }> {
  const reply = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(patient(3_000)) });
  const { checks } = (await reply.json()) as { checks: { disk: { ok: boolean } } };
  return { status: reply.status, disk: checks.disk.ok };
}

/** A small disk of its own for a data folder; null where this user may not make one. */
function mountDisk(): string | null {
  const place = mkdtempSync(path.join(tmpdir(), "amarktai-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=711`, "tmpfs", place]);
  if (status === 0) return place;
  rmSync(place, { recursive: true });
  return null;
}

/** Fills a disk up to `leave` bytes. */
function fill(disk: string, leave: number): string {
  const file = path.join(disk, "filler");
  const { bavail, bsize } = statfsSync(disk);
  const bytes = Math.max(bavail * bsize - leave, 0);
  try {
    writeFileSync(file, Buffer.alloc(bytes, 1));
  } catch (error) {
    // the app wrote as well: then it is full all the more
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
  return file;
}

async function drill(home: string, disk: string): Promise<void> {
  const app = await startApp({ args: ARGS, home });
  const measured = (what: string, ms: number) => {
    test.info().annotations.push({ type: "measured", description: `${what} after ${ms} ms` });
    process.stdout.write(`${what} after ${ms} ms\n`);
  };
  try {
    await within("the first fill", patient(60_000), async () => (await countFills(home)) > 0);
    expect(await askReady(app.url)).toEqual({ status: 200, disk: true });
    const filler = fill(disk, 64 * MB);
    const isTold = async () => !(await askReady(app.url)).disk;
    measured("a nearly full disk told", await within("a nearly full disk is told", patient(15_000), isTold));
    rmSync(filler);
    fill(disk, 0);
    for (const until = Date.now() + 8_000; Date.now() < until; await pause(500))
      expect((await askReady(app.url)).disk).toBe(false);
    truncateSync(filler, 0);
    const isReady = async () => (await askReady(app.url)).status === 200;
    measured("ready again", await within("ready when there is room again", patient(45_000), isReady));
    const before = await countFills(home);
    await within("another fill", patient(60_000), async () => (await countFills(home)) > before);
    expect(await settleBreaches(home, patient(15_000))).toEqual([]);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${app.output().slice(-3_000)}`);
  } finally {
    await app.stop();
  }
}

// Guards the owner's data: a full disk is told, loses nothing, and is over when there is room again.
test("a full data disk is told before it is full, and nothing is lost when it is", async () => {
  test.setTimeout(patient(240_000));
  const disk = process.platform === "linux" && process.getuid?.() === 0 ? mountDisk() : null;
  test.skip(disk === null, "only root on Linux may make a small disk");
  const home = path.join(disk ?? "", "home");
  try {
    await drill(home, disk ?? "");
  } finally {
    // also while a last process of the database still ends
    if (disk !== null && spawnSync("umount", ["-l", disk]).status === 0) rmdirSync(disk);
  }
});
