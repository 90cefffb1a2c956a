// What any engine must do with our functions. Driven by events and judged by effects alone, so that the same file
// runs against the embedded engine and against an Inngest server.
import { setTimeout as sleep } from "node:timers/promises";
import { NonRetriableError, RetryAfterError } from "inngest";
import { expect } from "vitest";
import { expectCounts, kinds, type Scenario } from "./scenario";

const MINUTE_MS = 60_000;

const threeSteps: Scenario = {
  name: "runs three steps in order, once each, and hands their results on",
  id: "three",
  functions: (client, tell) => [
    client.createFunction({ id: "three", triggers: [{ event: "three/go" }] }, async ({ event, step }) => {
      const a = await step.run("a", () => {
        tell("a");
        return Number(event.data.n) + 1;
      });
      const b = await step.run("b", () => {
        tell("b");
        return { doubled: a * 2 };
      });
      await step.run("c", () => tell(`c ${b.doubled}`));
    }),
  ],
  play: async (on) => {
    await on.send("three/go", { n: 20 });
    await on.until("c 42");
    expect(kinds(on)).toEqual(["a", "b", "c 42"]);
  },
};

const sleeps: Scenario = {
  name: "sleeps on the market clock and goes on once",
  id: "nap",
  functions: (client, tell) => [
    client.createFunction({ id: "nap", triggers: [{ event: "nap/go" }] }, async ({ step }) => {
      await step.run("before", () => tell("before"));
      await step.sleep("nap", "10s");
      await step.run("after", () => tell("after"));
    }),
  ],
  play: async (on) => {
    await on.send("nap/go");
    await on.until("after");
    expectCounts(on, { before: 1, after: 1 });
    const [before, after] = on.effects();
    expect((after?.marketAt ?? 0) - (before?.marketAt ?? 0)).toBeGreaterThanOrEqual(9_900);
  },
};

const flaky: Scenario = {
  name: "tries a flaky step again after the delay it asks for, and not the step before it",
  id: "flaky",
  functions: (client, tell) => {
    let tries = 0;
    return [
      client.createFunction(
        { id: "flaky", retries: 3, triggers: [{ event: "flaky/go" }] },
        async ({ step }) => {
          await step.run("before", () => tell("before"));
          await step.run("flaky", () => {
            tell("try");
            tries += 1;
            if (tries < 3) throw new RetryAfterError("not yet", 1_000);
          });
          await step.run("after", () => tell("after"));
        },
      ),
    ];
  },
  play: async (on) => {
    await on.send("flaky/go");
    await on.until("after");
    expect(kinds(on)).toEqual(["before", "try", "try", "try", "after"]);
    const tries = on.effects().filter(({ what }) => what === "try");
    expect((tries[1]?.at ?? 0) - (tries[0]?.at ?? 0)).toBeGreaterThanOrEqual(950);
  },
};

const nonRetriable: Scenario = {
  name: "gives up at once on NonRetriableError",
  id: "never",
  functions: (client, tell) => [
    client.createFunction(
      { id: "never", retries: 5, triggers: [{ event: "never/go" }], onFailure: () => tell("failed") },
      async ({ step }) => {
        await step.run("x", () => {
          tell("try");
          throw new NonRetriableError("no use");
        });
      },
    ),
  ],
  play: async (on) => {
    await on.send("never/go");
    await on.until("failed");
    expectCounts(on, { try: 1, failed: 1 });
  },
};

const onFailure: Scenario = {
  name: "tells onFailure after the last try, with the error and the first event",
  id: "bad",
  functions: (client, tell) => [
    client.createFunction(
      {
        id: "bad",
        retries: 1,
        triggers: [{ event: "bad/go" }],
        onFailure: async ({ event, error, step }) => {
          await step.run("tell", () => tell(`failed: ${error.message}, ${event.data.event.name}`));
        },
      },
      async ({ step }) => {
        await step.run("x", () => {
          tell("try");
          throw new RetryAfterError("broken", 500);
        });
      },
    ),
  ],
  play: async (on) => {
    await on.send("bad/go");
    await on.until("failed: broken, bad/go");
    expectCounts(on, { try: 2, "failed: broken, bad/go": 1 });
  },
};

const invokes: Scenario = {
  name: "invokes a function and waits for what it returns, also when it fails",
  id: "ask",
  functions: (client, tell) => {
    const callee = client.createFunction(
      { id: "ask-callee", retries: 0, triggers: [{ event: "ask/callee" }] },
      async ({ event }) => {
        if (event.data.x === 0) throw new Error("zero");
        return { y: Number(event.data.x) * 2 };
      },
    );
    const caller = client.createFunction({ id: "ask", triggers: [{ event: "ask/go" }] }, async ({ step }) => {
      const good = await step.invoke("good", { function: callee, data: { x: 21 } });
      const bad = await step
        .invoke("bad", { function: callee, data: { x: 0 } })
        .then(() => "no error")
        .catch(() => "an error");
      await step.run("tell", () => tell(`${good.y} and ${bad}`));
    });
    return [callee, caller];
  },
  play: async (on) => {
    await on.send("ask/go");
    await on.until("42 and an error");
    expect(kinds(on)).toEqual(["42 and an error"]);
  },
};

const sendsEvents: Scenario = {
  name: "sends events from a step, each to one run where the trigger's condition holds",
  id: "fan",
  functions: (client, tell) => [
    client.createFunction({ id: "fan", triggers: [{ event: "fan/go" }] }, async ({ step }) => {
      await step.sendEvent(
        "out",
        [1, 2, 3].map((n) => ({ name: "fan/leaf", data: { n, kind: n === 2 ? "no" : "yes" } })),
      );
      await step.run("sent", () => tell("sent"));
    }),
    client.createFunction(
      { id: "fan-leaf", triggers: [{ event: "fan/leaf", if: "event.data.kind == 'yes'" }] },
      async ({ event, step }) => {
        await step.run("x", () => tell(`leaf ${event.data.n}`));
      },
    ),
  ],
  play: async (on) => {
    await on.send("fan/go");
    for (const what of ["sent", "leaf 1", "leaf 3"]) await on.until(what);
    expect(kinds(on).sort()).toEqual(["leaf 1", "leaf 3", "sent"]);
  },
};

const cancels: Scenario = {
  name: "cancels the runs that an event names, and only those",
  id: "stop",
  functions: (client, tell) => [
    client.createFunction(
      { id: "stop", triggers: [{ event: "stop/go" }], cancelOn: [{ event: "stop/now", match: "data.bot" }] },
      async ({ event, step }) => {
        await step.run("begin", () => tell(`begin ${event.data.bot}`));
        await step.sleep("z", "15s");
        await step.run("end", () => tell(`end ${event.data.bot}`));
      },
    ),
  ],
  play: async (on) => {
    await on.send("stop/go", { bot: "a" });
    await on.send("stop/go", { bot: "b" });
    for (const what of ["begin a", "begin b"]) await on.until(what);
    await on.send("stop/now", { bot: "a" });
    await on.until("end b");
    await on.pass(10_000);
    expectCounts(on, { "end a": 0, "end b": 1 });
  },
};

const singleton: Scenario = {
  name: "skips a second run of a singleton while the first lives",
  id: "single",
  functions: (client, tell) => [
    client.createFunction(
      {
        id: "single",
        triggers: [{ event: "single/go" }],
        singleton: { key: "event.data.bot", mode: "skip" },
      },
      async ({ event, step }) => {
        await step.run("w", async () => {
          tell("begin");
          await sleep(1_500);
        });
        await step.run("end", () => tell(`end ${event.data.n}`));
      },
    ),
  ],
  play: async (on) => {
    await on.send("single/go", { bot: "a", n: 1 });
    await on.until("begin");
    for (const n of [2, 3]) await on.send("single/go", { bot: "a", n });
    await on.until("end 1");
    await sleep(1_000);
    await on.send("single/go", { bot: "a", n: 4 });
    await on.until("end 4");
    expectCounts(on, { begin: 2, "end 2": 0, "end 3": 0 });
  },
};

const idempotency: Scenario = {
  name: "runs once per idempotency key",
  id: "idem",
  functions: (client, tell) => [
    client.createFunction(
      { id: "idem", triggers: [{ event: "idem/go" }], idempotency: "event.data.key" },
      async ({ event, step }) => {
        await step.run("w", () => tell(`ran ${event.data.key}`));
      },
    ),
  ],
  play: async (on) => {
    for (const key of ["k", "k", "k", "other"]) await on.send("idem/go", { key });
    await on.until("ran other");
    await on.until("ran k");
    await on.send("idem/go", { key: "k" });
    await sleep(1_000);
    expectCounts(on, { "ran k": 1, "ran other": 1 });
  },
};

const eventId: Scenario = {
  name: "takes an event id once",
  id: "once",
  functions: (client, tell) => [
    client.createFunction({ id: "once", triggers: [{ event: "once/go" }] }, async ({ event, step }) => {
      await step.run("w", () => tell(`ran ${event.data.n}`));
    }),
  ],
  play: async (on) => {
    const id = `once:${Date.now()}`;
    for (const n of [1, 2, 3]) await on.send("once/go", { n }, id);
    await on.send("once/go", { n: 4 }, `${id}:other`);
    await on.until("ran 4");
    await sleep(1_000);
    expect(kinds(on).sort()).toEqual(["ran 1", "ran 4"]);
  },
};

const concurrency: Scenario = {
  name: "runs one at a time per concurrency key, and other keys meanwhile",
  id: "key",
  functions: (client, tell) => [
    client.createFunction(
      { id: "key", triggers: [{ event: "key/go" }], concurrency: { key: "event.data.bot", limit: 1 } },
      async ({ event, step }) => {
        await step.run("w", async () => {
          tell(`begin ${event.data.bot}`);
          await sleep(150);
          tell(`end ${event.data.bot}`);
        });
      },
    ),
  ],
  play: async (on) => {
    for (let n = 0; n < 8; n++) await on.send("key/go", { bot: n % 2 === 0 ? "a" : "b" });
    for (const bot of ["a", "b"]) await on.until(`end ${bot}`, 4);
    let together = 0;
    const busy = new Map<string, number>();
    for (const { what } of on.effects()) {
      const [turn, bot = ""] = what.split(" ");
      busy.set(bot, (busy.get(bot) ?? 0) + (turn === "begin" ? 1 : -1));
      expect(busy.get(bot)).toBeLessThanOrEqual(1);
      together = Math.max(
        together,
        [...busy.values()].reduce((sum, n) => sum + n, 0),
      );
    }
    expect(together).toBe(2);
  },
};

const cron: Scenario = {
  name: "fires a schedule once a minute of the market clock",
  id: "tick",
  functions: (client, tell) => [
    client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, async ({ step }) => {
      await step.run("tick", () => tell("tick"));
    }),
  ],
  play: async (on) => {
    await on.until("tick", 2);
    const minutes = on.effects().map(({ marketAt }) => Math.floor(marketAt / MINUTE_MS));
    expect(new Set(minutes).size).toBe(minutes.length);
  },
};

const killedApp: Scenario = {
  name: "goes on after kill -9 of the app: finished steps stay finished, the one under way runs again",
  id: "crash",
  functions: (client, tell) => [
    client.createFunction(
      { id: "crash", retries: 5, triggers: [{ event: "crash/go" }] },
      async ({ step }) => {
        await step.run("before", () => tell("before"));
        await step.run("during", async () => {
          tell("during");
          await sleep(2_000);
        });
        await step.run("after", () => tell("after"));
      },
    ),
  ],
  play: async (on) => {
    await on.send("crash/go");
    await on.until("during");
    await on.killApp();
    await on.until("after");
    expectCounts(on, { before: 1, during: 2, after: 1 });
  },
};

const killedEngine: Scenario = {
  name: "keeps a sleeping run through kill -9 of the engine, and wakes it on time",
  id: "wake",
  killsEngine: true,
  functions: (client, tell) => [
    client.createFunction({ id: "wake", triggers: [{ event: "wake/go" }] }, async ({ step }) => {
      await step.run("before", () => tell("before"));
      await step.sleep("nap", "30s");
      await step.run("after", () => tell("after"));
    }),
  ],
  play: async (on) => {
    await on.send("wake/go");
    await on.until("before");
    await on.pass(3_000);
    await on.killEngine();
    await on.until("after");
    expectCounts(on, { before: 1, after: 1 });
    const [before, after] = on.effects();
    const napMs = (after?.marketAt ?? 0) - (before?.marketAt ?? 0);
    expect(napMs).toBeGreaterThanOrEqual(29_900);
    expect(napMs).toBeLessThan(90_000);
  },
};

/** In order; those that kill come last, as they disturb the others. */
export const scenarios: readonly Scenario[] = [
  ...[threeSteps, sleeps, flaky, nonRetriable, onFailure, invokes, sendsEvents, cancels],
  ...[singleton, idempotency, eventId, concurrency, cron, killedApp, killedEngine],
];
