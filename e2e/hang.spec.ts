import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { countFills, openDatabase, settleBreaches } from "./invariants";
import { patient } from "./patience";

const ARGS = ["--demo", "--market", "simulated", "--speed", "60", "--seed", "7"];
const SETTLE_MS = patient(15_000);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const figures: Record<string, string> = {};

/** Waits for it; gives the seconds it took. */
async function timeUntil(what: string, withinMs: number, holds: () => Promise<boolean>): Promise<number> {
  const from = performance.now();
  while (!(await holds().catch(() => false))) {
    if (performance.now() - from > withinMs) throw new Error(`Not within ${withinMs / 1000} s: ${what}`);
    await pause(200);
  }
  const tookS = (performance.now() - from) / 1_000;
  figures[what] = `${tookS.toFixed(1)} s`;
  return tookS;
}

type Ready = { readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>> };

/** What /api/ready answers; an answer that takes too long is none. */
async function askReady({ url }: RunningApp): Promise<{ status: number; bad: readonly string[] }> {
  const reply = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(patient(3_000)) });
  const { checks } = (await reply.json()) as Ready;
  const bad = Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : name));
  return { status: reply.status, bad };
}

const isReady = async (app: RunningApp) => (await askReady(app)).status === 200;
const says = (app: RunningApp, part: string) => async () => (await askReady(app)).bad.includes(part);

type Leading = { readonly holder: string; readonly token: string; readonly isAlive: boolean };

async function findLeader(home: string): Promise<Leading> {
  const client = await openDatabase(home);
  try {
    const { rows } = await client.query<Leading>(
      `SELECT holder, token::text, "expiresAt" > clock_timestamp() AS "isAlive" FROM leader_lease WHERE name = 'trader'`,
    );
    if (!rows[0]) throw new Error("Nobody leads.");
    return rows[0];
  } finally {
    await client.end();
  }
}

/** A worker other than `pid` leads, has reconciled and trades. */
async function anotherTrades(home: string, pid: number): Promise<boolean> {
  const client = await openDatabase(home);
  try {
    const { rows } = await client.query<{ pid: string }>(
      `SELECT detail->>'pid' AS pid FROM heartbeat WHERE name = 'worker' AND (detail->>'leads')::boolean`,
    );
    return rows[0] !== undefined && Number(rows[0].pid) !== pid;
  } finally {
    await client.end();
  }
}

/** The database's processes: the first and all it began. */
function databaseProcesses(app: RunningApp): readonly number[] {
  const first = app.pid("database");
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(path.join("/proc", pid, "stat"), "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === first;
      } catch {
        return false;
      }
    });
  return [first, ...children.map(Number)];
}

test.afterEach(({ browserName: _ }, info) => {
  info.annotations.push({ type: "measured", description: JSON.stringify(figures) });
  process.stdout.write(`${JSON.stringify(figures)}\n`);
});

// Guards the owner's stops against a process that lives and does nothing.
test("a worker, a web and a database that stand still are told, replaced or waited for, and nothing is doubled", async () => {
  test.setTimeout(patient(300_000));
  const app = await startApp({ args: ARGS });
  const { home } = app;
  try {
    await timeUntil("the first fill", patient(60_000), async () => (await countFills(home)) > 0);

    const worker = app.pid("worker");
    process.kill(worker, "SIGSTOP");
    const [, tradesAgainS] = await Promise.all([
      timeUntil("SIGSTOP of the worker: told", patient(10_000), says(app, "worker")),
      timeUntil("SIGSTOP of the worker: another trades", patient(20_000), () => anotherTrades(home, worker)),
    ]);
    expect(tradesAgainS).toBeGreaterThan(5);
    expect(app.output()).toContain("The worker ended (it hung: no sign of life for 10 s, so it was killed)");
    await timeUntil("SIGSTOP of the worker: ready again", patient(15_000), () => isReady(app));
    expect(await settleBreaches(home, SETTLE_MS), "after the worker hung").toEqual([]);

    const web = app.pid("web");
    process.kill(web, "SIGSTOP");
    await timeUntil(
      "SIGSTOP of the web: ready again",
      patient(30_000),
      async () => app.pid("web") !== web && isReady(app),
    );
    expect(app.output()).toContain("The web ended (it hung: no sign of life for 15 s, so it was killed)");

    const pids = ["worker", "web"].map((part) => app.pid(part as "worker" | "web"));
    const frozen = databaseProcesses(app);
    for (const pid of frozen) process.kill(pid, "SIGSTOP");
    try {
      await timeUntil("frozen database: told", patient(15_000), says(app, "database"));
      // longer than the leader's lease, and every answer comes in its time
      for (const until = Date.now() + 10_000; Date.now() < until; await pause(500))
        expect(await says(app, "database")()).toBe(true);
    } finally {
      for (const pid of frozen) process.kill(pid, "SIGCONT");
    }
    await timeUntil("frozen database: ready after it", patient(30_000), () => isReady(app));
    expect(["worker", "web"].map((part) => app.pid(part as "worker" | "web"))).toEqual(pids);
    const before = await countFills(home);
    await timeUntil(
      "frozen database: a fill after it",
      90_000,
      async () => (await countFills(home)) > before,
    );
    expect(await settleBreaches(home, SETTLE_MS), "after the database froze").toEqual([]);
  } finally {
    await app.stop();
    removeHome(app);
  }
});

test("a second copy waits, takes over from a leader that hangs, and the one that wakes sends nothing", async () => {
  test.setTimeout(patient(300_000));
  const first = await startApp({ args: ARGS });
  const { home } = first;
  const { secrets, port, database } = {
    secrets: readJson<{ databaseOwner: string; databaseApp: string }>(home, "secrets.json"),
    ...readJson<{ port: number; database: string }>(home, "database.json"),
  };
  const url = (user: string, password: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const second = await startApp({
    args: ARGS,
    env: {
      DATABASE_URL: url("amarktai_owner", secrets.databaseOwner),
      DATABASE_APP_URL: url("amarktai_app", secrets.databaseApp),
    },
  });
  const [hanging, standby] = [first.pid("worker"), second.pid("worker")];
  try {
    const old = await findLeader(home);
    expect(old).toMatchObject({ holder: expect.stringMatching(new RegExp(`:${hanging}$`)), isAlive: true });
    expect(second.output()).toContain("another worker");
    await timeUntil("two copies: the first fill", 60_000, async () => (await countFills(home)) > 0);

    // its supervisor as well: nobody replaces it, it wakes as it was
    for (const pid of [first.pid("supervisor"), hanging]) process.kill(pid, "SIGSTOP");
    await timeUntil("SIGSTOP of a leader: the standby leads", patient(20_000), async () =>
      (await findLeader(home)).holder.endsWith(`:${standby}`),
    );
    // it was warm: a second on a quiet machine
    await timeUntil("SIGSTOP of a leader: the standby trades, after it leads", patient(5_000), () =>
      anotherTrades(home, hanging),
    );
    const takenAt = new Date();
    process.kill(hanging, "SIGCONT");
    await pause(5_000);
    process.kill(first.pid("supervisor"), "SIGCONT");
    await timeUntil("the one that woke stands by", 30_000, async () =>
      /waits: another worker/.test(first.output()),
    );

    const now = await findLeader(home);
    expect(now.holder).toMatch(new RegExp(`:${standby}$`));
    expect(BigInt(now.token)).toBeGreaterThan(BigInt(old.token));
    const before = await countFills(home);
    await timeUntil(
      "two copies: a fill of the new leader",
      90_000,
      async () => (await countFills(home)) > before,
    );
    expect(await sentWith(home, old.token, takenAt)).toBe(0);
    expect(await settleBreaches(home, SETTLE_MS), "after the leader hung and woke").toEqual([]);
  } finally {
    await second.stop();
    await first.stop();
    removeHome(second);
    removeHome(first);
  }
});

const readJson = <T>(home: string, name: string): T =>
  JSON.parse(readFileSync(path.join(home, name), "utf8")) as T;

async function sentWith(home: string, token: string, since: Date): Promise<number> {
  const client = await openDatabase(home);
  try {
    const { rows } = await client.query<{ sent: string }>(
      `SELECT count(*) AS sent FROM "orders" WHERE "fencingToken" = $1 AND "sentWallAt" > $2`,
      [token, since],
    );
    return Number(rows[0]?.sent);
  } finally {
    await client.end();
  }
}
