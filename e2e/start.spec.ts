import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const ARGS = ["--demo", "--market", "simulated"];
const START = path.resolve(import.meta.dirname, "../scripts/start.mjs");

/** A start that is expected to refuse: its status and what it said. */
function refusedStart(...args: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, ...args], {
    encoding: "utf8",
    timeout: patient(30_000),
  });
  return { code: status, said: stdout + stderr };
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
const pidsOf = (app: RunningApp) => (["web", "worker", "database", "supervisor"] as const).map(app.pid);

test("a second start on the same data names the first and leaves it alone", async () => {
  const app = await startApp({ args: ARGS });
  try {
    const { code, said } = refusedStart("--home", app.home, "--port", "0", ...ARGS);
    expect(code).toBe(1);
    expect(said).toContain(`already running (pid ${app.pid("supervisor")}) at ${app.url}`);
    expect((await fetch(`${app.url}/api/ready`)).status).toBe(200);
  } finally {
    await app.stop();
    removeHome(app);
  }
});

test("Ctrl-C ends everything soon, also with a connection that never closes", async () => {
  const app = await startApp({ args: ARGS });
  const idle = net.connect({ host: "127.0.0.1", port: Number(new URL(app.url).port) });
  idle.on("error", () => {});
  idle.write("GET /api/health HTTP/1.1\r\nHost: localhost\r\n");
  const pids = pidsOf(app);
  const { code, tookMs } = await app.stop();
  idle.destroy();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(patient(10_000));
  // those it ended last may still be on their way out
  await expect.poll(() => pids.filter(isAlive), { timeout: patient(2_000) }).toEqual([]);
  removeHome(app);
});

test("a database that outlived its supervisor is used again, and the start is quick", async () => {
  const first = await startApp({ args: ARGS });
  const [, , database] = pidsOf(first);
  first.kill("supervisor");
  const from = Date.now();
  const second = await startApp({ args: ARGS, home: first.home });
  try {
    expect(Date.now() - from).toBeLessThan(patient(15_000));
    expect(second.output()).toContain("still running from before");
    expect(second.pid("database")).toBe(database);
  } finally {
    await second.stop();
    removeHome(second);
  }
});

test("a taken port and a damaged data folder are said in a sentence, and nothing is deleted", async () => {
  const app = await startApp({ args: ARGS });
  const { port } = new URL(app.url);
  const other = `${app.home}-other`;
  try {
    const taken = refusedStart("--home", other, "--port", port);
    expect(taken.code).toBe(1);
    expect(taken.said).toContain(`Port ${port} of 127.0.0.1 is taken by another program`);
  } finally {
    await app.stop();
    rmSync(other, { recursive: true, force: true });
  }
  const { dataDir } = JSON.parse(readFileSync(path.join(app.home, "database.json"), "utf8")) as {
    dataDir: string;
  };
  const version = path.join(dataDir, "PG_VERSION");
  const kept = readFileSync(version, "utf8");
  rmSync(version);
  const damaged = refusedStart("--home", app.home, "--port", "0");
  expect(damaged.code).toBe(1);
  expect(damaged.said).toContain(`The database in ${dataDir} cannot be used`);
  expect(existsSync(path.join(dataDir, "global/pg_control"))).toBe(true);
  writeFileSync(version, kept);
  // what can be made again may be damaged all at once
  const remade = [
    path.join(app.home, "database.json"),
    path.join(dataDir, "postmaster.pid"),
    path.join(app.home, "supervisor.lock"),
    path.join(app.home, "run", "worker.json"),
  ];
  for (const file of remade) writeFileSync(file, "");
  const again = await startApp({ args: ARGS, home: app.home });
  for (const name of ["database.json is empty", "postmaster.pid is empty", "worker.json is empty"])
    expect(again.output()).toContain(name);
  await again.stop();
  removeHome(app);
});

test("a candle file that is not sound is refused before a database is made for it", () => {
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-unsound-"));
  chmodSync(home, 0o711);
  const file = path.join(home, "prices.csv");
  try {
    for (const text of ["", "\0\x01\xff", "time,open\n1,2\n", "<html>"]) {
      writeFileSync(file, text);
      const { code, said } = refusedStart(
        "--home",
        home,
        "--port",
        "0",
        "--market",
        "recorded",
        "--candles",
        file,
      );
      expect(code, said).toBe(2);
      expect(said).toContain("prices.csv");
      expect(existsSync(path.join(home, "pg"))).toBe(false);
      expect(existsSync(path.join(home, "database.json"))).toBe(false);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
