import { expect, it } from "vitest";
import { keepFresh } from "./keep-fresh";

// Guards the stops: a position opened while the positions are read is read too.
it("what changes while it is read is read again, once", async () => {
  const ends: (() => void)[] = [];
  const kept = keepFresh(
    () => new Promise((done) => ends.push(done)),
    () => undefined,
  );
  kept.stale();
  kept.stale();
  kept.stale();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await kept.idle();
  kept.retry();
  expect(ends).toHaveLength(2);
});

it("what could not be read is read at the next occasion, and told", async () => {
  const told: unknown[] = [];
  let fails = true;
  let count = 0;
  const read = async () => {
    count += 1;
    if (fails) throw new Error("no database");
  };
  const kept = keepFresh(read, (error) => told.push(error));
  kept.stale();
  await kept.idle();
  expect([count, told.length]).toEqual([1, 1]);
  fails = false;
  kept.retry();
  await kept.idle();
  kept.retry();
  await kept.idle();
  expect([count, told.length]).toEqual([2, 1]);
});

it("many changes in a row are read a few times, the last of them too", async () => {
  let changes = 0;
  let seen = 0;
  let count = 0;
  const read = async () => {
    seen = changes;
    count += 1;
  };
  const kept = keepFresh(read, () => undefined);
  for (; changes < 100; changes++) {
    kept.stale();
    await new Promise((done) => setTimeout(done, 1));
  }
  kept.stale();
  await kept.idle();
  expect(seen).toBe(100);
  expect(count).toBeLessThan(50);
});
