import { expect, it } from "vitest";
import { type createLab, fastClocks, handClock, pause, until } from "./testing/engine-lab";
import { openLabSuite } from "./testing/lab-suite";

const { db, startLab } = openLabSuite();

const withCron =
  (id: string, cron: string): Parameters<typeof createLab>[1] =>
  (client) => [client.createFunction({ id, triggers: [{ cron }] }, async () => "done")];

const slots = async () => {
  const rows = await db.rows<{ ts: string }>(
    `SELECT "event"->>'ts' AS ts FROM job_run ORDER BY "event"->>'ts'`,
  );
  return rows.map(({ ts }) => new Date(Number(ts)).toISOString().slice(0, 16));
};

it("fires each slot once, on the market clock, with two engines running", async () => {
  const clocks = fastClocks("2026-03-02T10:00:30Z", 120);
  const build = withCron("minute", "* * * * *");
  await startLab(build, { clocks });
  await startLab(build, { clocks });
  await until("five fire", async () => (await slots()).length >= 5, 25_000);
  const fired = await slots();
  // one that a busy machine overtakes is left, none comes twice
  expect(new Set(fired).size).toBe(fired.length);
  expect(fired.every((slot) => slot.startsWith("2026-03-02T1"))).toBe(true);
});

it("leaves the slots of an hour's outage, and goes on with the next", async () => {
  const clocks = handClock("2026-03-02T10:05:00Z");
  const build = withCron("half", "*/30 * * * *");
  const one = await startLab(build, { clocks });
  await one.engine.stop();
  clocks.set("2026-03-02T11:10:00Z");
  await startLab(build, { clocks });
  await pause(300);
  expect(await slots()).toEqual([]);
  clocks.set("2026-03-02T11:30:01Z");
  await until("next fires", async () => (await slots()).length > 0);
  expect(await slots()).toEqual(["2026-03-02T11:30"]);
});

it("does not lose a slot to a short restart", async () => {
  const clocks = handClock("2026-03-02T10:29:58Z");
  const build = withCron("half", "*/30 * * * *");
  const one = await startLab(build, { clocks });
  await one.engine.stop();
  clocks.set("2026-03-02T10:30:04Z");
  await startLab(build, { clocks });
  await until("it fires", async () => (await slots()).length > 0);
  expect(await slots()).toEqual(["2026-03-02T10:30"]);
});

it("catches a nightly job up once, however many nights were missed", async () => {
  const clocks = handClock("2026-03-02T10:00:00Z");
  const build = withCron("nightly", "TZ=Africa/Johannesburg 0 2 * * *");
  const options = { clocks, catchUpIds: ["lab-nightly"] };
  const one = await startLab(build, options);
  await one.engine.stop();
  clocks.set("2026-03-05T09:00:00Z");
  const two = await startLab(build, options);
  await until("it fires", async () => (await slots()).length > 0);
  await two.engine.stop();
  await startLab(build, options);
  await pause(300);
  expect(await slots()).toEqual(["2026-03-05T00:00"]);
});

it("fires no slot twice when the clock goes back an hour", async () => {
  const clocks = handClock("2026-03-02T10:29:59Z");
  await startLab(withCron("half", "*/30 * * * *"), { clocks });
  clocks.set("2026-03-02T10:30:01Z");
  await until("it fires", async () => (await slots()).length === 1);
  clocks.set("2026-03-02T09:31:00Z");
  await pause(300);
  clocks.set("2026-03-02T10:30:02Z");
  await pause(300);
  expect(await slots()).toEqual(["2026-03-02T10:30"]);
});

it("fires nothing for a function that is paused", async () => {
  const clocks = handClock("2026-03-02T10:29:59Z");
  await startLab(withCron("half", "*/30 * * * *"), { clocks });
  await db.rows(`INSERT INTO job_pause VALUES ('lab-half', 'me', now())`);
  clocks.set("2026-03-02T10:30:01Z");
  await pause(300);
  expect(await slots()).toEqual([]);
});
