import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { createLab, fastClocks, type Lab, type LabDb, openLabDb, pause, until } from "./testing/engine-lab";

let database: TestDatabase;
let db: LabDb;
const running: Lab[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openLabDb(database.ownerUrl);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((lab) => lab.engine.stop({ drainMs: 500 })));
  await db.rows("TRUNCATE job_run, job_event, job_step, job_queue, job_cron, job_function");
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

const startLab = async (
  ...args: Parameters<typeof createLab> extends [string, ...infer Rest] ? Rest : never
) => {
  const lab = createLab(database.url, ...args);
  running.push(lab);
  await lab.engine.start();
  return lab;
};

describe("events", () => {
  it("takes an event id once, also when it is sent through the SDK and again after a restart", async () => {
    const seen: unknown[] = [];
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "once", triggers: [{ event: "lab/once" }] }, async ({ event, step }) => {
        await step.run("x", () => void seen.push(event.data.n));
      }),
    ];
    const one = await startLab(build);
    await one.engine.send([
      { id: "same", name: "lab/once", data: { n: 1 } },
      { id: "same", name: "lab/once", data: { n: 2 } },
    ]);
    await one.client.send({ id: "same", name: "lab/once", data: { n: 3 } });
    await until("run ends", async () => (await db.runs("once")).completed === 1);
    await one.engine.stop();
    const two = await startLab(build);
    await two.engine.send([
      { id: "same", name: "lab/once", data: { n: 4 } },
      { id: "other", name: "lab/once", data: { n: 5 } },
    ]);
    await until("second run ends", async () => (await db.runs("once")).completed === 2);
    expect(seen).toEqual([1, 5]);
  });

  it("takes the same id again on another market session's clock", async () => {
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "session", triggers: [{ event: "lab/s" }] }, async () => "done"),
    ];
    const one = await startLab(build, { clockId: "recorded:a" });
    const two = await startLab(build, { clockId: "recorded:b" });
    await one.engine.send([{ id: "slot", name: "lab/s" }]);
    await two.engine.send([{ id: "slot", name: "lab/s" }]);
    await until("both run", async () => (await db.runs("session")).completed === 2);
  });

  it("sends events from a step, and a condition on the trigger holds", async () => {
    const seen: unknown[] = [];
    const { engine } = await startLab((client) => [
      client.createFunction({ id: "fan", triggers: [{ event: "lab/fan" }] }, async ({ step }) => {
        await step.sendEvent(
          "out",
          [1, 2, 3].map((n) => ({ name: "lab/leaf", data: { n, kind: n === 2 ? "no" : "yes" } })),
        );
      }),
      client.createFunction(
        { id: "leaf", triggers: [{ event: "lab/leaf", if: "event.data.kind == 'yes'" }] },
        async ({ event, step }) => {
          await step.run("x", () => void seen.push(event.data.n));
        },
      ),
    ]);
    await engine.send([{ name: "lab/fan" }]);
    await until("leaves run", async () => (await db.runs("leaf")).completed === 2);
    expect(seen.sort()).toEqual([1, 3]);
  });

  it("refuses an event above 512 kB in a sentence, from the engine and from the SDK", async () => {
    const { engine, client } = await startLab((c) => [
      c.createFunction({ id: "n", triggers: [{ event: "lab/n" }] }, async () => 1),
    ]);
    const data = { text: "x".repeat(600 * 1024) };
    await expect(engine.send([{ name: "lab/n", data }])).rejects.toThrow(/the limit is 512 kB/);
    await expect(client.send({ name: "lab/n", data })).rejects.toThrow(/the limit is 512 kB/);
    expect(await db.rows("SELECT FROM job_event")).toHaveLength(0);
  });
});

describe("flow control", () => {
  it("runs one call at a time per concurrency key, with two engines, and other keys meanwhile", async () => {
    const busy = new Map<string, number>();
    let worst = 0;
    let together = 0;
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction(
        { id: "key", triggers: [{ event: "lab/key" }], concurrency: { key: "event.data.bot", limit: 1 } },
        async ({ event, step }) => {
          await step.run("w", async () => {
            const bot = String(event.data.bot);
            busy.set(bot, (busy.get(bot) ?? 0) + 1);
            worst = Math.max(worst, busy.get(bot) ?? 0);
            together = Math.max(
              together,
              [...busy.values()].reduce((sum, n) => sum + n, 0),
            );
            await pause(40);
            busy.set(bot, (busy.get(bot) ?? 0) - 1);
          });
        },
      ),
    ];
    const one = await startLab(build);
    await startLab(build);
    await one.engine.send(
      Array.from({ length: 24 }, (_, n) => ({ name: "lab/key", data: { bot: `b${n % 4}` } })),
    );
    await until("all run", async () => (await db.runs("key")).completed === 24);
    expect(worst).toBe(1);
    expect(together).toBeGreaterThan(1);
  });

  it("skips a second run of a singleton while the first lives, and keeps idempotency after it", async () => {
    let singles = 0;
    let idems = 0;
    const { engine } = await startLab((client) => [
      client.createFunction(
        {
          id: "single",
          triggers: [{ event: "lab/single" }],
          singleton: { key: "event.data.bot", mode: "skip" },
        },
        async ({ step }) => {
          await step.run("w", async () => {
            singles++;
            await pause(200);
          });
        },
      ),
      client.createFunction(
        { id: "idem", triggers: [{ event: "lab/idem" }], idempotency: "event.data.key" },
        async ({ step }) => {
          await step.run("w", () => void idems++);
        },
      ),
    ]);
    for (let n = 0; n < 3; n++) {
      await engine.send([
        { name: "lab/single", data: { bot: "a" } },
        { name: "lab/idem", data: { key: "k" } },
      ]);
    }
    await until("first ends", async () => (await db.runs("single")).completed === 1);
    await engine.send([
      { name: "lab/single", data: { bot: "a" } },
      { name: "lab/idem", data: { key: "k" } },
    ]);
    await until("second ends", async () => (await db.runs("single")).completed === 2);
    expect([singles, idems]).toEqual([2, 1]);
  });

  it("cancels the runs an event names, and only those", async () => {
    const ended: unknown[] = [];
    const { engine } = await startLab(
      (client) => [
        client.createFunction(
          {
            id: "canc",
            triggers: [{ event: "lab/canc" }],
            cancelOn: [{ event: "lab/stop", match: "data.bot" }],
          },
          async ({ event, step }) => {
            await step.sleep("z", "1m");
            await step.run("end", () => void ended.push(event.data.bot));
          },
        ),
      ],
      { clocks: fastClocks("2026-03-02T10:00:00Z", 60) },
    );
    await engine.send([
      { name: "lab/canc", data: { bot: "a" } },
      { name: "lab/canc", data: { bot: "b" } },
    ]);
    await until(
      "both sleep",
      async () => (await db.rows(`SELECT FROM job_queue WHERE "dueMarketAt" IS NOT NULL`)).length === 2,
    );
    await engine.send([{ name: "lab/stop", data: { bot: "a" } }]);
    await until("other ends", async () => (await db.runs("canc")).completed === 1);
    expect(await db.runs("canc")).toEqual({ cancelled: 1, completed: 1 });
    expect(ended).toEqual(["b"]);
  });

  it("invokes a function and waits for what it returns, also when it fails", async () => {
    const { engine } = await startLab((client) => {
      const callee = client.createFunction(
        { id: "callee", retries: 0, triggers: [{ event: "lab/callee" }] },
        async ({ event }) => {
          if (event.data.x === 0) throw new Error("zero");
          return { y: Number(event.data.x) * 2 };
        },
      );
      const caller = client.createFunction(
        { id: "caller", triggers: [{ event: "lab/caller" }] },
        async ({ step }) => {
          const good = await step.invoke("good", { function: callee, data: { x: 21 } });
          const bad = await step
            .invoke("bad", { function: callee, data: { x: 0 } })
            .catch((error: Error) => error.message);
          return [good, bad];
        },
      );
      return [callee, caller];
    });
    await engine.send([{ name: "lab/caller" }]);
    await until("caller ends", async () => (await db.runs("caller")).completed === 1);
    const [run] = await db.rows<{ output: unknown }>(
      `SELECT output FROM job_run WHERE "functionId" = 'lab-caller'`,
    );
    expect(run?.output).toEqual([{ y: 42 }, "zero"]);
  });
});
