import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { arrangeMarkets, arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import {
  createLab,
  handClock,
  type Lab,
  type LabDb,
  openLabDb,
  pause,
  until,
} from "@/server/engine/testing/engine-lab";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listFunctions } from "./list-functions";
import { listRuns } from "./list-runs";
import { setFunctionPaused } from "./pause-function";
import { replayRun } from "./replay-run";
import { runFunctionNow } from "./run-function-now";
import { showRun } from "./show-run";

let database: TestDatabase;
let db: LabDb;
let lab: Lab;
let owner: CommandContext;
const clocks = handClock("2026-03-02T10:05:00Z");
/** One request of the owner: a fresh run id each time. */
const ask = (runId: string = randomUUID()) => toAsk({ userId: owner.userId, role: "owner" }, { runId });

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
  owner = await arrangePerson(database.ownerUrl, { role: "owner" });
  db = openLabDb(database.ownerUrl);
  lab = createLab(
    database.url,
    (client) => [
      client.createFunction(
        { id: "ok", name: "All well", triggers: [{ event: "lab/ok" }], idempotency: "event.data.k" },
        async ({ step }) => step.run("one", () => "fine"),
      ),
      client.createFunction({ id: "bad", retries: 0, triggers: [{ event: "lab/bad" }] }, async ({ step }) => {
        await step.run("breaks", () => Promise.reject(new Error("broken")));
      }),
      client.createFunction(
        { id: "naps", triggers: [{ event: "lab/naps" }, { cron: "0 3 * * *" }], singleton: { mode: "skip" } },
        async ({ step }) => {
          await step.sleep("long", "1d");
        },
      ),
      client.createFunction(
        { id: "timed", triggers: [{ cron: "TZ=Africa/Johannesburg 0 2 * * *" }] },
        async () => 1,
      ),
    ],
    { clocks, clockId: "simulated:1" },
  );
  await lab.engine.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await db.rows("TRUNCATE job_run, job_queue, job_event, job_step, job_pause, job_request");
});
afterAll(async () => {
  await lab.engine.stop();
  await db.end();
  await database.drop();
});

const runsOf = async (functionId: string) => {
  const listed = await listRuns({ functionId, limit: 100 });
  if (!listed.ok) throw new Error(listed.refusal.message);
  return listed.value.runs;
};
const ended = (functionId: string, count: number) =>
  until("runs end", async () => (await runsOf(functionId)).filter((run) => run.endedWallAt).length === count);
const shown = async (runId: string | undefined) => {
  const result = await showRun(runId ?? "");
  return result.ok ? result.value : null;
};

it("lists functions with their triggers, their next and their last run", async () => {
  await lab.engine.send([{ name: "lab/bad" }]);
  await ended("lab-bad", 1);
  const [bad, naps, ok, timed] = await listFunctions(owner.wallNow);
  expect(bad).toMatchObject({
    functionId: "lab-bad",
    triggers: ["lab/bad"],
    scheduled: false,
    nextMarketAt: null,
    openRuns: 0,
    failedLastDay: 1,
    lastRun: { status: "failed" },
  });
  expect(naps).toMatchObject({
    functionId: "lab-naps",
    triggers: ["lab/naps", "0 3 * * *"],
    scheduled: true,
  });
  expect(ok).toMatchObject({ name: "All well", lastRun: null });
  expect(timed?.nextMarketAt).toBe("2026-03-03T00:00:00.000Z");
});

it("shows a run with its steps, errors and when it goes on", async () => {
  await lab.engine.send([{ name: "lab/bad" }, { name: "lab/naps", data: { deep: true } }]);
  await ended("lab-bad", 1);
  const [bad] = await runsOf("lab-bad");
  expect(bad?.tookMs).toBeGreaterThanOrEqual(0);
  expect(await shown(bad?.runId)).toMatchObject({
    status: "failed",
    error: "broken",
    steps: [{ name: "breaks", kind: "run", state: "failed", error: "broken" }],
  });
  await until("it sleeps", async () => {
    const [naps] = await runsOf("lab-naps");
    const run = await shown(naps?.runId);
    return run?.steps[0]?.state === "sleeping" && run.dueMarketAt === "2026-03-03T10:05:00.000Z";
  });
  const [naps] = await runsOf("lab-naps");
  expect(JSON.parse((await shown(naps?.runId))?.eventJson ?? "")).toMatchObject({ data: { deep: true } });
  expect(await showRun("none")).toMatchObject({ ok: false, refusal: { code: "not_found" } });
});

it("pages through runs without a gap or a repeat", async () => {
  await lab.engine.send(Array.from({ length: 25 }, (_, n) => ({ name: "lab/ok", data: { k: `page-${n}` } })));
  await ended("lab-ok", 25);
  const ids: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await listRuns({ limit: 10, cursor });
    if (!page.ok) throw new Error(page.refusal.message);
    ids.push(...page.value.runs.map(({ runId }) => runId));
    more = page.value.nextCursor !== null;
    cursor = page.value.nextCursor ?? undefined;
  }
  expect(ids).toHaveLength(25);
  expect(new Set(ids).size).toBe(25);
  expect(await listRuns({ limit: 10, cursor: "made up" })).toMatchObject({ refusal: { code: "invalid" } });
});

it("runs a schedule now, once per click, and writes down who asked", async () => {
  const click = ask();
  expect(await runFunctionNow({ functionId: "lab-timed" }, click)).toMatchObject({ ok: true });
  await ended("lab-timed", 1);
  const audited = await db.rows(`SELECT action, subject FROM audit_entry WHERE "runId" = $1`, [click.runId]);
  expect(audited).toEqual([{ action: "job.run_asked", subject: "lab-timed" }]);
  await db.rows("SELECT pg_notify('job_work', 'request')");
  await pause(300);
  expect(await runsOf("lab-timed")).toHaveLength(1);
});

it("replays a run with its event, also where a key keeps the event from running twice", async () => {
  await lab.engine.send([{ name: "lab/ok", data: { k: "once" } }]);
  await ended("lab-ok", 1);
  const [first] = await runsOf("lab-ok");
  expect(await replayRun({ runId: first?.runId ?? "" }, ask())).toMatchObject({
    ok: true,
    value: { functionId: "lab-ok" },
  });
  await ended("lab-ok", 2);
  for (const { eventName } of await runsOf("lab-ok")) expect(eventName).toBe("lab/ok");
});

it("answers an ask once its run stands in the list, also when many are asked at once", async () => {
  await lab.engine.send([{ name: "lab/ok", data: { k: "many" } }]);
  await ended("lab-ok", 1);
  const [first] = await runsOf("lab-ok");
  const asks = Array.from({ length: 8 }, () => replayRun({ runId: first?.runId ?? "" }, ask()));
  for (const answer of await Promise.all(asks)) expect(answer).toMatchObject({ ok: true });
  expect(await runsOf("lab-ok")).toHaveLength(9);
  await ended("lab-ok", 9);
});

it("starts nothing of a function that is paused, until it is let run again", async () => {
  const functionId = "lab-timed";
  expect(await setFunctionPaused({ functionId, paused: true }, ask())).toMatchObject({ ok: true });
  const [, , , timed] = await listFunctions(owner.wallNow);
  expect(timed).toMatchObject({ paused: true, nextMarketAt: null });
  expect(await runFunctionNow({ functionId }, ask())).toMatchObject({ refusal: { code: "conflict" } });
  expect(await setFunctionPaused({ functionId, paused: false }, ask())).toMatchObject({ ok: true });
  expect(await runFunctionNow({ functionId }, ask())).toMatchObject({ ok: true });
  await ended(functionId, 1);
});

it("refuses what cannot be done, in a sentence", async () => {
  for (const result of [
    await runFunctionNow({ functionId: "lab-none" }, ask()),
    await setFunctionPaused({ functionId: "lab-none", paused: true }, ask()),
    await replayRun({ runId: "none" }, ask()),
    await listRuns({ functionId: "lab-none", limit: 5 }),
  ])
    expect(result).toMatchObject({ ok: false, refusal: { code: "not_found" } });
  expect(await runFunctionNow({ functionId: "lab-ok" }, ask())).toMatchObject({
    refusal: { code: "invalid", message: expect.stringContaining("needs an event") },
  });
  await lab.engine.send([{ name: "lab/naps" }]);
  expect(await runFunctionNow({ functionId: "lab-naps" }, ask())).toMatchObject({
    refusal: { code: "conflict", message: expect.stringContaining("running already") },
  });
});
