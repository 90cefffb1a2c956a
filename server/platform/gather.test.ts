import { expect, it } from "vitest";
import { gather } from "./gather";

// Guards the pace of an order: what is asked for together costs one call, and what cannot be done fails alone.
it("takes what is asked for at once in one call, and what comes meanwhile in the next", async () => {
  const calls: number[][] = [];
  const double = gather(10, async (items: readonly number[]) => {
    calls.push([...items]);
    await new Promise((done) => setTimeout(done, 5));
    return items.map((item) => item * 2);
  });
  const first = [double(1), double(2)];
  await new Promise((done) => setTimeout(done, 2));
  const second = [double(3), double(4), double(5)];
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(calls).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

it("never takes more than its most", async () => {
  const sizes: number[] = [];
  const same = gather(4, async (items: readonly number[]) => {
    sizes.push(items.length);
    return items;
  });
  await Promise.all(Array.from({ length: 10 }, (_, n) => same(n)));
  expect(sizes).toEqual([4, 4, 2]);
});

it("does each alone where one cannot be done: the others are done all the same", async () => {
  const work = gather(10, async (items: readonly number[]) => {
    if (items.includes(2)) throw new Error("two");
    return items;
  });
  const ended = await Promise.allSettled([work(1), work(2), work(3)]);
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("does not try again one by one what no database answered", async () => {
  let calls = 0;
  const away = Object.assign(new Error("Can't reach database server"), {
    name: "PrismaClientInitializationError",
  });
  const work = gather(10, async (items: readonly number[]) => {
    calls += 1;
    if (calls > 0) throw away;
    return items;
  });
  const ended = await Promise.allSettled([work(1), work(2), work(3)]);
  expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(calls).toBe(1);
});
