import fc from "fast-check";
import { expect, it } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { Tick } from "../core/market-feed";
import { createPriceBuffer, type PriceBuffer } from "./price-buffer";

const FROM = marketMs(1_000);
const price = toDecimal("1");
const tick = (at: number): Tick => ({
  exchange: "binance",
  symbol: "BTC/USDT",
  at: marketMs(at),
  last: price,
  bid: price,
  ask: price,
});
const ticksIn = (after: number, until: number) =>
  Array.from({ length: until - after }, (_, n) => tick(after + n + 1));

function tell(buffer: PriceBuffer, step: "lose" | number, now: number, until: MarketMs): void {
  if (step === "lose") buffer.lose(until);
  else buffer.push(ticksIn(now, until), until);
}

/** Reads once; what comes must go on where the last ended. */
async function hear(buffer: PriceBuffer, reader: { heardTo: number }): Promise<boolean> {
  const push = await buffer.next(0);
  if (!push) return false;
  if (push.kind === "gap") expect(push.after).toBe(reader.heardTo);
  else
    expect(push.ticks.map(({ at }) => at)).toEqual(ticksIn(reader.heardTo, push.until).map(({ at }) => at));
  reader.heardTo = push.until;
  return true;
}

// Guards the stops: a price is told or said to be lost, and nothing else.
it("every instant is told once, in order: by its prices or by a gap, however slow the reader", async () => {
  const steps = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom("read" as const, "lose" as const)),
    {
      maxLength: 60,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 15 }), async (some, most) => {
      const buffer = createPriceBuffer({ from: FROM, most, feedWaits: false });
      const reader = { heardTo: Number(FROM) };
      let now = Number(FROM);
      for (const step of some) {
        const until = marketMs(now + (typeof step === "number" ? step : 2));
        if (step === "read") await hear(buffer, reader);
        else tell(buffer, step, now, until);
        now = step === "read" ? now : until;
      }
      while (await hear(buffer, reader));
      expect(reader.heardTo).toBe(now);
    }),
    { numRuns: 300 },
  );
});

it("a feed that waits while the buffer is full loses nothing", async () => {
  const buffer = createPriceBuffer({ from: FROM, most: 5, feedWaits: true });
  let [now, heard, gaps] = [Number(FROM), 0, 0];
  for (let round = 0; round < 200; round++) {
    if (!buffer.isFull()) {
      buffer.push(ticksIn(now, now + 3), marketMs(now + 3));
      now += 3;
    }
    if (round % 4 > 0) continue;
    const push = await buffer.next(0);
    if (push?.kind === "ticks") heard += push.ticks.length;
    else gaps += 1;
  }
  expect(gaps).toBe(0);
  expect(heard).toBe(150);
});

it("whoever waits is woken by the next price, and by the end", async () => {
  const buffer = createPriceBuffer({ from: FROM, most: 5, feedWaits: true });
  const next = buffer.next(60_000);
  buffer.push([tick(1_001)], marketMs(1_001));
  expect(await next).toMatchObject({ kind: "ticks", until: 1_001 });
  const last = buffer.next(60_000);
  buffer.close();
  expect(await last).toBeNull();
  expect(await buffer.next(60_000)).toBeNull();
});
