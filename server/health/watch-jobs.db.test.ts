import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangePerson } from "@/server/bots/testing/arrange-fleet";
import { createLab, handClock, openLabDb, until } from "@/server/engine/testing/engine-lab";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { checkHealth } from "./check-health";
import { watchJobs } from "./watch-jobs";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("raises a late schedule once, audited and on the health page, and takes it back", async () => {
  const db = openLabDb(database.ownerUrl);
  const clocks = handClock("2026-03-02T10:00:30Z");
  const { engine } = createLab(
    database.url,
    (client) => [client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, async () => 1)],
    { clocks },
  );
  await engine.start();
  await until("it looks", () => engine.status().lastLookAt !== null);
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  const look = watchJobs({
    userId,
    clocks,
    clockId: "lab",
    speed: 1,
    marketMoves: () => true,
    engine: () => engine.status(),
  });
  const jobs = async () => (await checkHealth(clocks.wall())).checks.find(({ name }) => name === "jobs");
  await look();
  expect(await jobs()).toMatchObject({ ok: true });

  await engine.stop();
  clocks.set("2026-03-02T10:02:00Z");
  await look();
  await look();
  expect(await jobs()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('"lab-tick" is 1 min 0 s'),
  });
  const lines = () =>
    db.rows(`SELECT action, subject FROM audit_entry WHERE action LIKE 'jobs.%' ORDER BY action, subject`);
  expect(await lines()).toEqual([
    { action: "jobs.late", subject: "engine" },
    { action: "jobs.late", subject: "schedule" },
  ]);

  const again = createLab(
    database.url,
    (client) => [client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, async () => 1)],
    { clocks },
  );
  await again.engine.start();
  await until("it fires", async () => (await db.runs("tick")).completed === 1);
  await look();
  expect(await lines()).toContainEqual({ action: "jobs.recovered", subject: "schedule" });
  await again.engine.stop();
  await db.end();
});
