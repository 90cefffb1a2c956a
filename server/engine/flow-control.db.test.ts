import { describe, expect, it } from "vitest";
import { type createLab, pause, until } from "./testing/engine-lab";
import { openLabSuite } from "./testing/lab-suite";

const { db, startLab } = openLabSuite();

describe("lanes and owners", () => {
  it("a slow run holds up those of its own key only", async () => {
    const begun: string[] = [];
    let free = () => {};
    const slow = new Promise<void>((resolve) => {
      free = resolve;
    });
    const { engine } = await startLab((client) => [
      client.createFunction(
        { id: "lane", triggers: [{ event: "lab/lane" }], concurrency: { key: "event.data.lane", limit: 1 } },
        async ({ event, step }) =>
          step.run("x", async () => {
            begun.push(event.data.lane);
            if (event.data.lane === "1h:0") await slow;
          }),
      ),
    ]);
    const lanes = ["1h:0", "1h:0", "5m:0", "5m:0", "5m:1"];
    await engine.send(lanes.map((lane) => ({ name: "lab/lane", data: { lane } })));
    await until("the others have run", async () => (await db.runs("lane")).completed === 3);
    expect(begun.toSorted()).toEqual(["1h:0", "5m:0", "5m:0", "5m:1"]);
    free();
    await until("all have run", async () => (await db.runs("lane")).completed === 5);
  });

  it("a run whose function is no longer there is ended with a sentence, and not at once", async () => {
    const old = await startLab((client) => [
      client.createFunction({ id: "gone", triggers: [{ event: "lab/gone" }] }, async ({ step }) =>
        step.sleep("long", "10h"),
      ),
    ]);
    await old.engine.send([{ name: "lab/gone" }]);
    await until("it sleeps", async () => (await db.runs("gone")).running === 1);
    await old.engine.stop();
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "stays", triggers: [{ event: "lab/stays" }] }, async () => 1),
    ];
    await (await startLab(build)).engine.stop();
    expect(await db.runs("gone")).toEqual({ running: 1 });
    await db.rows(`UPDATE job_run SET "queuedWallAt" = now() - interval '6 minutes'`);
    await startLab(build);
    expect(await db.rows(`SELECT "status", "error"->>'message' AS why FROM job_run`)).toEqual([
      { status: "failed", why: '"lab-gone" is no longer a function of this version.' },
    ]);
    expect(await db.rows("SELECT 1 FROM job_queue")).toEqual([]);
  });
});

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
});
