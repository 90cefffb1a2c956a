import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeRefresher } from "./refresher";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A reading that takes `tookMs`, with how often it began and how many ran at once at most. */
function slowReading(tookMs: number) {
  const seen = { begun: 0, ended: 0, atOnce: 0, most: 0 };
  const read = async () => {
    seen.begun += 1;
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    await new Promise((done) => setTimeout(done, tookMs));
    seen.atOnce -= 1;
    seen.ended += 1;
  };
  return { seen, read };
}

test("a burst of events is one reading, within a second", async () => {
  const { seen, read } = slowReading(10);
  const refresher = makeRefresher(read, () => Date.now());
  for (let at = 0; at < 100; at++) refresher.ask(["trades.list"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen).toMatchObject({ begun: 1, ended: 1 });
});

test("one event is read soon, and those that go on no more often than about once a second", async () => {
  const { seen, read } = slowReading(10);
  const refresher = makeRefresher(read, () => Date.now());
  refresher.ask(["jobs.runs"]);
  await vi.advanceTimersByTimeAsync(250);
  expect(seen.ended).toBe(1);
  for (let at = 0; at < 100; at++) {
    refresher.ask(["jobs.runs"]);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(seen.begun).toBeLessThanOrEqual(14);
});

test("events that never end let every reading end, one at a time, and the last one is seen", async () => {
  const { seen, read } = slowReading(3_000);
  const refresher = makeRefresher(read, () => Date.now());
  for (let at = 0; at < 600; at++) {
    refresher.ask(["trades.list"]);
    await vi.advanceTimersByTimeAsync(100);
  }
  // a minute of events, ten a second: each reading takes 3 s and rests 6 s
  expect(seen.most).toBe(1);
  expect(seen.ended).toBeGreaterThanOrEqual(6);
  const before = seen.begun;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(seen.begun).toBeGreaterThan(before - 1);
  expect(seen.begun).toBe(seen.ended);
});

test("what is asked for while it is read is read once more", async () => {
  const { seen, read } = slowReading(500);
  const refresher = makeRefresher(read, () => Date.now());
  refresher.ask(["bots.list"]);
  await vi.advanceTimersByTimeAsync(1_000);
  refresher.ask(["bots.list"]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seen.ended).toBe(2);
});

test("nothing is read after it was stopped, and a failed reading does not end the next", async () => {
  let tries = 0;
  const refresher = makeRefresher(async () => {
    tries += 1;
    throw new Error("the server is away");
  });
  refresher.ask(["bots.list"]);
  await vi.advanceTimersByTimeAsync(1_000);
  refresher.ask(["bots.list"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tries).toBe(2);
  refresher.ask(["bots.list"]);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tries).toBe(2);
});
