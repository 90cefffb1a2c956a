import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { sharedReading } from "./shared-reading";

it("reads once for all who ask together or shortly after, again later, and again after a failure", async () => {
  let reads = 0;
  const read = async () => {
    reads += 1;
    await sleep(20);
    if (reads === 2) throw new Error("away");
    return reads;
  };
  const ask = () => sharedReading("test", 60, read);
  expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array(50).fill(1));
  expect(await ask()).toBe(1);
  await sleep(70);
  await expect(ask()).rejects.toThrow("away");
  expect(await ask()).toBe(3);
  expect(reads).toBe(3);
});
