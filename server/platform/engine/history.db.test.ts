import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { cancelRun, replayRun, runFunctionNow, setFunctionPaused } from "./control-jobs";
import { type EngineDb, openEngineDb } from "./engine-db";
import { findRun, listFunctions, listRuns } from "./history";
import { pruneRuns } from "./prune-runs";
import { createLab, handClock, type Lab, until } from "./testing/engine-lab";

let database: TestDatabase;
let db: EngineDb;
let lab: Lab;
const clocks = handClock("2026-03-02T10:05:00Z");
const moment = () => ({ clock: "lab", wallNow: clocks.wall(), marketNow: clocks.market() });

beforeAll(async () => {
  database = await createTestDatabase();
  db = openEngineDb(database.url, 2, () => undefined);
  lab = createLab(
    database.url,
    (client) => [
      client.createFunction(
        { id: "ok", triggers: [{ event: "lab/ok" }], idempotency: "event.data.k" },
        async ({ step }) => step.run("one", () => "fine"),
      ),
      client.createFunction({ id: "bad", retries: 0, triggers: [{ event: "lab/bad" }] }, async ({ step }) => {
        await step.run("breaks", () => Promise.reject(new Error("broken")));
      }),
      client.createFunction({ id: "naps", triggers: [{ event: "lab/naps" }] }, async ({ step }) => {
        await step.sleep("long", "1d");
      }),
      client.createFunction(
        { id: "timed", triggers: [{ cron: "TZ=Africa/Johannesburg 0 2 * * *" }] },
        async () => 1,
      ),
    ],
    { clocks },
  );
  await lab.engine.start();
});
afterEach(() =>
  db.rows({
    text: "DELETE FROM job_run; DELETE FROM job_queue; DELETE FROM job_event; DELETE FROM job_step",
  }),
);
afterAll(async () => {
  await lab.engine.stop();
  await db.end();
  await database.drop();
});

const runsOf = (functionId: string) => listRuns(db, { functionId });
const ended = (functionId: string, count: number) =>
  until("runs end", async () => (await runsOf(functionId)).filter((run) => run.endedWallAt).length === count);

it("lists functions with their triggers, next and last run", async () => {
  await lab.engine.send([{ name: "lab/bad" }]);
  await ended("lab-bad", 1);
  const functions = await listFunctions(db, moment());
  expect(functions.map(({ id }) => id)).toEqual(["lab-bad", "lab-naps", "lab-ok", "lab-timed"]);
  expect(functions[0]).toMatchObject({
    triggers: ["lab/bad"],
    open: 0,
    failedLastDay: 1,
    lastRun: { status: "failed" },
  });
  expect(functions[3]?.nextMarketAt?.toISOString()).toBe("2026-03-03T00:00:00.000Z");
});

it("shows a run with its steps, errors and when it goes on", async () => {
  await lab.engine.send([{ name: "lab/bad" }, { name: "lab/naps" }]);
  await ended("lab-bad", 1);
  const [bad] = await runsOf("lab-bad");
  expect(await findRun(db, bad?.id ?? "")).toMatchObject({
    status: "failed",
    error: "broken",
    steps: [{ name: "breaks", state: "failed", error: "broken" }],
  });
  await until("it sleeps", async () => {
    const [naps] = await runsOf("lab-naps");
    const run = await findRun(db, naps?.id ?? "");
    return (
      run?.steps[0]?.state === "sleeping" && run.dueMarketAt?.toISOString() === "2026-03-03T10:05:00.000Z"
    );
  });
  expect(await findRun(db, "none")).toBeNull();
});

it("pages through runs without a gap or a repeat", async () => {
  await lab.engine.send(Array.from({ length: 25 }, (_, n) => ({ name: "lab/ok", data: { k: `page-${n}` } })));
  await ended("lab-ok", 25);
  const ids: string[] = [];
  for (let page = await listRuns(db, { limit: 10 }); page.length > 0; ) {
    ids.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (!last) break;
    page = await listRuns(db, { limit: 10, after: { queuedWallAt: last.queuedWallAt, id: last.id } });
  }
  expect(new Set(ids).size).toBe(25);
  expect(ids).toHaveLength(25);
});

it("runs a scheduled function now, replays a run, pauses and cancels", async () => {
  expect(await runFunctionNow(db, "lab-timed", moment())).toMatchObject({ ok: true });
  await ended("lab-timed", 1);
  await lab.engine.send([{ name: "lab/ok", data: { k: "once" } }]);
  await ended("lab-ok", 1);
  const [first] = await runsOf("lab-ok");
  expect(await replayRun(db, first?.id ?? "", moment())).toMatchObject({ ok: true });
  await ended("lab-ok", 2);

  expect(await setFunctionPaused(db, "lab-ok", true)).toMatchObject({ ok: true });
  expect(await replayRun(db, first?.id ?? "", moment())).toMatchObject({
    ok: false,
    refusal: { code: "conflict" },
  });
  await setFunctionPaused(db, "lab-ok", false);

  await lab.engine.send([{ name: "lab/naps" }]);
  const [nap] = await runsOf("lab-naps");
  expect(await cancelRun(db, nap?.id ?? "", moment())).toMatchObject({ ok: true });
  expect(await cancelRun(db, nap?.id ?? "", moment())).toMatchObject({
    ok: false,
    refusal: { code: "conflict" },
  });
  expect((await runsOf("lab-naps"))[0]?.status).toBe("cancelled");
});

it("refuses what is not there, in a sentence", async () => {
  const refused = [
    await runFunctionNow(db, "lab-none", moment()),
    await setFunctionPaused(db, "lab-none", true),
    await replayRun(db, "none", moment()),
  ];
  for (const result of refused) expect(result).toMatchObject({ ok: false, refusal: { code: "not_found" } });
  expect(await runFunctionNow(db, "lab-ok", moment())).toMatchObject({
    ok: false,
    refusal: { code: "invalid" },
  });
});

it("prunes what ended long ago, failures later, and never what has not ended", async () => {
  await lab.engine.send([{ name: "lab/ok", data: { k: "p" } }, { name: "lab/bad" }, { name: "lab/naps" }]);
  await ended("lab-ok", 1);
  await ended("lab-bad", 1);
  const keep = { completedMs: 1_000, failedMs: 60_000 };
  expect(await pruneRuns(db, keep, (clocks.wall() + 2_000) as ReturnType<typeof clocks.wall>)).toBe(1);
  expect((await listRuns(db, {})).map(({ functionId }) => functionId).sort()).toEqual([
    "lab-bad",
    "lab-naps",
  ]);
  expect(await pruneRuns(db, keep, (clocks.wall() + 61_000) as ReturnType<typeof clocks.wall>)).toBe(1);
  expect((await listRuns(db, {})).map(({ functionId }) => functionId)).toEqual(["lab-naps"]);
});

it("claims as fast beside 100,000 ended runs as beside none", async () => {
  const claim = async () => {
    const from = performance.now();
    for (let n = 0; n < 20; n++) {
      await db.rows({ text: "SELECT * FROM job_claim('lab', '1', '{lab-none}', 20, now(), now(), 30000)" });
    }
    return performance.now() - from;
  };
  await claim();
  const before = await claim();
  await db.rows({
    text: `INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "queuedMarketAt", "queuedWallAt", "endedWallAt")
      SELECT 'r' || n, 'lab-none', 'lab', 'e' || n, '{}', 'completed', now(), now(), now() FROM generate_series(1, 100000) n`,
  });
  expect(await claim()).toBeLessThan(before * 5 + 50);
}, 60_000);
