import { RetryAfterError } from "inngest";
import { describe, expect, it } from "vitest";
import { type createLab, fastClocks, pause, until } from "./testing/engine-lab";
import { openLabSuite } from "./testing/lab-suite";

const { db, startLab, makeLab } = openLabSuite();

describe("steps", () => {
  it("keep their results, and the run its output", async () => {
    const seen: string[] = [];
    const { engine } = await startLab((client) => [
      client.createFunction({ id: "three", triggers: [{ event: "lab/three" }] }, async ({ event, step }) => {
        const a = await step.run("a", () => {
          seen.push("a");
          return Number(event.data.n) + 1;
        });
        const b = await step.run("b", () => {
          seen.push("b");
          return { doubled: a * 2 };
        });
        return b.doubled;
      }),
    ]);
    await engine.send([{ name: "lab/three", data: { n: 20 } }]);
    await until("run ends", async () => (await db.runs("three")).completed === 1);
    expect(seen).toEqual(["a", "b"]);
    const [run] = await db.rows<{ output: unknown }>("SELECT output FROM job_run");
    expect(run?.output).toBe(42);
    const steps = await db.rows(`SELECT name, memo FROM job_step ORDER BY position`);
    expect(steps).toEqual([
      { name: "a", memo: { type: "data", data: 21 } },
      { name: "b", memo: { type: "data", data: { doubled: 42 } } },
    ]);
    expect(await db.rows("SELECT * FROM job_queue")).toEqual([]);
  });

  it("goes on after the engine is lost in the middle of a step, and repeats only that step", async () => {
    const seen: string[] = [];
    let hang = true;
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "crash", triggers: [{ event: "lab/crash" }] }, async ({ step }) => {
        await step.run("first", () => void seen.push("first"));
        await step.run("second", async () => {
          seen.push("second");
          if (hang) await pause(60_000);
        });
        await step.run("third", () => void seen.push("third"));
      }),
    ];
    const one = makeLab(build);
    await one.engine.start();
    await one.engine.send([{ name: "lab/crash" }]);
    await until("second step begins", () => seen.includes("second"));
    await one.engine.stop({ drainMs: 0 });
    hang = false;
    await startLab(build);
    await until("run ends", async () => (await db.runs("crash")).completed === 1);
    expect(seen).toEqual(["first", "second", "second", "third"]);
  });

  it("begins nothing that it claims while it stops, and keeps no lease", async () => {
    const seen: string[] = [];
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "late", triggers: [{ event: "lab/late" }] }, async ({ step }) => {
        await step.run("only", () => void seen.push("only"));
      }),
    ];
    // many times, as the claim must be on its way at the very moment of stopping
    for (let round = 0; round < 15; round++) {
      const one = makeLab(build);
      await one.engine.start();
      await Promise.all([
        one.engine.send([{ name: "lab/late" }]),
        pause(round).then(() => one.engine.stop({ drainMs: 0 })),
      ]).catch(() => undefined);
      expect(await db.rows(`SELECT FROM job_queue WHERE "leaseUntil" IS NOT NULL`)).toEqual([]);
    }
    await startLab(build);
    await until("all runs end", async () => (await db.rows("SELECT FROM job_queue")).length === 0);
    const runs = (await db.runs("late")).completed ?? 0;
    // a call under way when its engine stopped is repeated; nothing else is
    expect(seen.length).toBeGreaterThanOrEqual(runs);
    expect(seen.length).toBeLessThanOrEqual(2 * runs);
  }, 60_000);

  it("refuses the checkpoint and the reply of a call whose lease was taken over", async () => {
    const seen: string[] = [];
    let release = () => {};
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    const build =
      (name: string): Parameters<typeof createLab>[1] =>
      (client) => [
        client.createFunction({ id: "fence", triggers: [{ event: "lab/fence" }] }, async ({ step }) => {
          const by = await step.run("who", async () => {
            if (name === "one") await stuck;
            return name;
          });
          await step.run("after", () => void seen.push(`${name} after ${by}`));
        }),
      ];
    const one = await startLab(build("one"), { callsMax: 1 });
    await one.engine.send([{ name: "lab/fence" }]);
    await until(
      "it is claimed",
      async () => (await db.rows(`SELECT FROM job_queue WHERE "worker" IS NOT NULL`)).length > 0,
    );
    await db.rows(`UPDATE job_queue SET "leaseUntil" = NULL, "worker" = NULL, "fence" = "fence" + 1`);
    // the first worker is busy with the stuck call, so the second takes the run
    await startLab(build("two"));
    await until("run ends", async () => (await db.runs("fence")).completed === 1);
    release();
    await pause(300);
    expect(seen.filter((line) => line.startsWith("two"))).toEqual(["two after two"]);
    const [who] = await db.rows<{ memo: { data: string } }>(`SELECT memo FROM job_step WHERE name = 'who'`);
    expect(who?.memo.data).toBe("two");
    expect(seen).not.toContain("one after one");
  });

  it("fails a run whose step returns more than 4 MB, and says so", async () => {
    const { engine } = await startLab((client) => [
      client.createFunction({ id: "big", triggers: [{ event: "lab/big" }] }, async ({ step }) => {
        await step.run("big", () => "x".repeat(5 * 1024 * 1024));
      }),
    ]);
    await engine.send([{ name: "lab/big" }]);
    await until("run fails", async () => (await db.runs("big")).failed === 1);
    const [run] = await db.rows<{ error: { message: string } }>("SELECT error FROM job_run");
    expect(run?.error.message).toMatch(/Step "big" returned .* kB/);
  });

  it("fails a run that starts steps in parallel behind the inspection's back", async () => {
    const { engine } = await startLab((client) => [
      client.createFunction({ id: "par", triggers: [{ event: "lab/par" }] }, async ({ step }) => {
        const both = [step.run("a", () => 1), step.run("b", () => 2)];
        for (const one of both) await one;
      }),
    ]);
    await engine.send([{ name: "lab/par" }]);
    await until("run fails", async () => (await db.runs("par")).failed === 1);
    const [run] = await db.rows<{ error: { message: string } }>("SELECT error FROM job_run");
    expect(run?.error.message).toContain("parallel");
  });
});

describe("time", () => {
  it("sleeps on the market clock, sixty times as fast here, and wakes after a restart", async () => {
    const woke: number[] = [];
    const clocks = fastClocks("2026-03-02T10:00:00Z", 60);
    const build: Parameters<typeof createLab>[1] = (client) => [
      client.createFunction({ id: "nap", triggers: [{ event: "lab/nap" }] }, async ({ step }) => {
        await step.sleep("nap", "2m");
        await step.run("woke", () => void woke.push(clocks.market()));
        await step.sleepUntil("until", "2026-03-02T10:05:00Z");
        await step.run("again", () => void woke.push(clocks.market()));
      }),
    ];
    const one = await startLab(build, { clocks });
    const sent = clocks.market();
    await one.engine.send([{ name: "lab/nap" }]);
    await until(
      "it sleeps",
      async () => (await db.rows(`SELECT FROM job_queue WHERE "dueMarketAt" IS NOT NULL`)).length > 0,
    );
    await one.engine.stop({ drainMs: 500 });
    await startLab(build, { clocks });
    await until("run ends", async () => (await db.runs("nap")).completed === 1, 15_000);
    expect(woke[0] ?? 0).toBeGreaterThanOrEqual(sent + 120_000);
    expect(woke[0] ?? 0).toBeLessThan(sent + 240_000);
    expect(woke[1] ?? 0).toBeGreaterThanOrEqual(Date.parse("2026-03-02T10:05:00Z"));
  });
});

describe("the database", () => {
  it("may cut all connections again and again: each run still ends, each finished step runs once", async () => {
    const seen = new Map<string, number>();
    const { engine } = await startLab((client) => [
      client.createFunction(
        { id: "cut", retries: 3, triggers: [{ event: "lab/cut" }] },
        async ({ event, step }) => {
          for (const name of ["a", "b", "c"]) {
            await step.run(name, async () => {
              const key = `${event.data.n}${name}`;
              seen.set(key, (seen.get(key) ?? 0) + 1);
              await pause(10);
            });
          }
        },
      ),
    ]);
    await engine.send(Array.from({ length: 100 }, (_, n) => ({ name: "lab/cut", data: { n } })));
    for (let cut = 0; cut < 8; cut++) {
      await pause(60);
      await db.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'amarktai-jobs%'`);
    }
    await until("all runs end", async () => (await db.runs("cut")).completed === 100, 20_000);
    expect(seen.size).toBe(300);
    expect(Math.max(...seen.values())).toBeLessThanOrEqual(2);
    await engine.send([{ id: "after", name: "lab/cut", data: { n: 100 } }]);
    await until("it goes on", async () => (await db.runs("cut")).completed === 101);
  });
});

describe("failures", () => {
  it("counts the tries of a step and keeps its last error", async () => {
    let tries = 0;
    const { engine } = await startLab((client) => [
      client.createFunction(
        { id: "flaky", retries: 3, triggers: [{ event: "lab/flaky" }] },
        async ({ step }) => {
          await step.run("flaky", () => {
            tries += 1;
            if (tries < 3) throw new RetryAfterError("not yet", 100);
          });
        },
      ),
    ]);
    await engine.send([{ name: "lab/flaky" }]);
    await until("run ends", async () => (await db.runs("flaky")).completed === 1);
    const [step] = await db.rows(
      `SELECT attempts, error->>'message' AS error FROM job_step WHERE name = 'flaky'`,
    );
    expect(step).toEqual({ attempts: 3, error: "not yet" });
  });

  it("lets a function catch the failure of a step and go on", async () => {
    const { engine } = await startLab((client) => [
      client.createFunction(
        { id: "catch", retries: 0, triggers: [{ event: "lab/catch" }] },
        async ({ step }) => {
          const told = await step
            .run("x", () => Promise.reject(new Error("broken")))
            .catch((error: Error) => error.message);
          return step.run("y", () => `caught ${told}`);
        },
      ),
    ]);
    await engine.send([{ name: "lab/catch" }]);
    await until("run ends", async () => (await db.runs("catch")).completed === 1);
    const [run] = await db.rows<{ output: string }>("SELECT output FROM job_run");
    expect(run?.output).toBe("caught broken");
  });
});
