import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { expect, it } from "vitest";
import { FunctionRefused, toFunctionSpec } from "./function-spec";
import { inspectHandler } from "./inspect-handler";

const good = {
  id: "app-f",
  triggers: [{ event: "a/b" }, { cron: "TZ=Africa/Johannesburg 0 2 * * *" }],
  steps: {
    step: { id: "step", name: "step", runtime: { type: "http", url: "http://x" }, retries: { attempts: 2 } },
  },
};

it("reads what it supports", () => {
  const spec = toFunctionSpec({
    ...good,
    concurrency: { key: "event.data.bot", limit: 2 },
    singleton: { mode: "skip" },
    idempotency: "event.data.k",
    cancel: [{ event: "a/stop", if: "event.data.bot == async.data.bot" }, { event: "a/halt" }],
  });
  expect(spec).toMatchObject({
    attemptsMax: 3,
    events: [{ name: "a/b", match: null }],
    concurrency: { limit: 2, path: ["data", "bot"] },
    singleton: { path: null },
    idempotency: ["data", "k"],
    cancels: [{ match: { ofRun: ["data", "bot"], ofCancel: ["data", "bot"] } }, { match: null }],
  });
  expect(spec.crons[0]?.zone).toBe("Africa/Johannesburg");
});

it.each([
  ["batchEvents", { batchEvents: { maxSize: 2, timeout: "1s" } }],
  ["debounce", { debounce: { period: "1s" } }],
  ["priority", { priority: { run: "1" } }],
  ["throttle", { throttle: { limit: 1, period: "1s" } }],
  ["rateLimit", { rateLimit: { limit: 1, period: "1s" } }],
  ["timeouts", { timeouts: { finish: "1s" } }],
  ["more than one concurrency key", { concurrency: [{ key: "event.data.a", limit: 1 }, { limit: 9 }] }],
  ["scope", { concurrency: { limit: 1, scope: "account", key: '"x"' } }],
  ["only a path", { concurrency: { limit: 1, key: "event.data.a + '-' + event.data.b" } }],
  ["only a path", { idempotency: "event.data.a + event.data.b" }],
  ["mode", { singleton: { mode: "cancel" } }],
  ["an equality", { cancel: [{ event: "x", if: "async.data.n > 3" }] }],
  ["timeout", { cancel: [{ event: "x", timeout: "1h" }] }],
  ["condition", { triggers: [{ event: "x", expression: "event.data.n > 3" }] }],
  ["wildcard", { triggers: [{ event: "x/*" }] }],
  ["five fields", { triggers: [{ cron: "* * * * * *" }] }],
  ["jitter", { triggers: [{ cron: "* * * * *", jitter: "10s" }] }],
])("refuses %s and says so", (words, config) => {
  expect(() => toFunctionSpec({ ...good, ...config })).toThrow(FunctionRefused);
  expect(() => toFunctionSpec({ ...good, ...config })).toThrow(words);
  expect(() => toFunctionSpec({ ...good, ...config })).toThrow("app-f");
});

it("refuses by a handler's source what would show only at run time", () => {
  const refused = [
    `async ({ step }) => { await step.waitForEvent("w", { event: "x", timeout: "1h" }); }`,
    `async ({ step }) => { await Promise.all([1, 2].map((n) => step.run("s" + n, () => n))); }`,
    `async ({ step, group }) => { await group.parallel(async () => {}); }`,
    `async ({ step }) => { await step.ai.infer("x", {}); }`,
    `async ({ step }) => { await step.waitForSignal("x", {}); }`,
  ];
  for (const source of refused)
    expect(() => inspectHandler("app-f", source), source).toThrow(FunctionRefused);
  const fine = `async ({ step }) => { await step.run("all", () => Promise.all([a(), b()])); await step.run("c", c); }`;
  expect(() => inspectHandler("app-f", fine)).not.toThrow();
});

it("understands what the SDK in use registers", async () => {
  const bodies: { functions: unknown[] }[] = [];
  const client = new Inngest({
    id: "app",
    isDev: false,
    signingKey: "signkey-test-00",
    fetch: async (_input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return Response.json({ status: 200 });
    },
  });
  const fn = client.createFunction(
    {
      id: "f",
      triggers: [{ event: "a/b" }],
      retries: 1,
      cancelOn: [{ event: "a/c", match: "data.x" }],
      onFailure: () => {},
    },
    async () => 1,
  );
  await serve({ client, functions: [fn] })(
    new Request("http://h/api/inngest", { method: "PUT", headers: { host: "h" } }),
  );
  const specs = bodies[0]?.functions.map(toFunctionSpec) ?? [];
  expect(specs.map((spec) => [spec.id, spec.attemptsMax])).toEqual([
    ["app-f", 2],
    ["app-f-failure", 2],
  ]);
  expect(specs[1]?.events).toEqual([
    { name: "inngest/function.failed", match: { path: ["data", "function_id"], text: "app-f" } },
  ]);
});
