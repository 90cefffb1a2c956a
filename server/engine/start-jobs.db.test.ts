import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { inngest } from "@/server/events/inngest-client";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { startJobs } from "./start-jobs";
import { EVENT_KEY, realClocks, SIGNING_KEY, until } from "./testing/engine-lab";

let database: TestDatabase;
const seen: unknown[] = [];
const log = { info() {}, warn() {}, error() {} };

beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv("INNGEST_SIGNING_KEY", SIGNING_KEY);
  vi.stubEnv("INNGEST_EVENT_KEY", EVENT_KEY);
  inngest.setEnvVars();
});
afterAll(() => database.drop());

const listen = inngest.createFunction(
  { id: "listen", triggers: [{ event: "test/listen" }] },
  async ({ event, step }) => {
    await step.run("hear", () => void seen.push(event.data.word));
  },
);

it("starts from the environment, runs what is sent by the engine and by the client, and stops", async () => {
  const jobs = await startJobs({ functions: [listen], clocks: realClocks, clockId: "test", log });
  expect(jobs.status()).toMatchObject({ kind: "embedded", running: true });
  await jobs.send([{ name: "test/listen", data: { word: "engine" } }]);
  await inngest.send({ name: "test/listen", data: { word: "client" } });
  await until("both are heard", () => seen.length === 2);
  expect([...seen].sort()).toEqual(["client", "engine"]);
  await jobs.stop();
  expect(jobs.status().running).toBe(false);
  await expect(inngest.send({ id: "late", name: "test/listen", data: {} })).rejects.toThrow(
    /job engine is not running/,
  );
});

it("does not start with a function that asks for what is not supported", async () => {
  const waits = inngest.createFunction(
    { id: "waits", triggers: [{ event: "test/waits" }] },
    async ({ step }) => step.waitForEvent("w", { event: "test/other", timeout: "1h" }),
  );
  const start = startJobs({ functions: [waits], clocks: realClocks, clockId: "test", log });
  await expect(start).rejects.toThrow(/"amarktai-waits" cannot be registered: it uses step.waitForEvent/);
  const batch = inngest.createFunction(
    { id: "batch", triggers: [{ event: "test/batch" }], batchEvents: { maxSize: 2, timeout: "1s" } },
    async () => 1,
  );
  await expect(startJobs({ functions: [batch], clocks: realClocks, clockId: "test", log })).rejects.toThrow(
    /"amarktai-batch" cannot be registered: batching of events/,
  );
});
