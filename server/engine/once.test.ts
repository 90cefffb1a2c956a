import { expect, test } from "vitest";
import { once, onceMore } from "./once";

/** Work that ends when it is told to, and counts its rounds. */
function slowWork() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void ends.push(resolve));
  const end = async () => {
    ends.at(-1)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { work, end, rounds: () => ends.length };
}
const noError = (error: unknown) => expect(error).toBeUndefined();

test("what people ask for while another ask is carried out is done right after, once, and not at the next look", async () => {
  const { work, end, rounds } = slowWork();
  const ask = onceMore(work, noError);
  ask();
  ask();
  ask();
  expect(rounds()).toBe(1);
  await end();
  expect(rounds()).toBe(2);
  await end();
  expect(rounds()).toBe(2);
});

test("a tick that comes while the one before works is left out", async () => {
  const { work, end, rounds } = slowWork();
  const tick = once(work, noError);
  tick();
  tick();
  await end();
  expect(rounds()).toBe(1);
  tick();
  expect(rounds()).toBe(2);
});
