import { expect, test } from "vitest";
import { type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";
import { heldFeed } from "./held-feed";
import { createSimulatedFeed } from "./simulated-feed";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const MINUTE_MS = 60_000;
const BTC = { exchange: "binance" as const, symbol: "BTC/USDT" };
const at = (minutes: number) => marketMs(START + minutes * MINUTE_MS);

// Guards the drill: it must look like a cut feed, or what it shows of the system is worth nothing.
test("a held feed answers nothing; let go, it has the candles of the gap and only the ticks after it", async () => {
  const { feed, toggle } = heldFeed(createSimulatedFeed({ seed: 1, startAt: START }));
  feed.setActive([BTC]);
  const range = { from: START, until: at(10), limit: 100 };
  const ticksAt = async (after: MarketMs, until: MarketMs) =>
    (await feed.ticks(after, until)).map((tick) => tick.at);
  expect(await ticksAt(at(0), at(1))).not.toEqual([]);
  expect(toggle(at(2))).toBe(true);
  await expect(feed.ticks(at(2), at(3))).rejects.toThrow("held by a drill");
  await expect(feed.candles(BTC, "1m", range)).rejects.toThrow("held by a drill");
  await expect(feed.book(BTC, at(3))).rejects.toThrow("held by a drill");
  expect(toggle(at(8))).toBe(false);
  const later = await ticksAt(at(2), at(10));
  expect(Math.min(...later)).toBeGreaterThan(at(8));
  expect(await feed.candles(BTC, "1m", range)).toHaveLength(10);
});

test("a stream of a held feed fails; let go, it says what was lost, once, and goes on after it", async () => {
  let now = START;
  const { feed, toggle } = heldFeed(createSimulatedFeed({ seed: 1, startAt: START }));
  const stream = feed.subscribe?.({ from: START, clocks: { market: () => now, wall: () => wallMs(0) } });
  if (!stream) throw new Error("it pushes nothing");
  stream.watch([BTC]);
  now = at(1);
  expect(await stream.next(5_000)).toMatchObject({ kind: "ticks", until: at(1) });
  toggle(at(2));
  await expect(stream.next(5_000)).rejects.toThrow("held by a drill");
  toggle(at(8));
  now = at(10);
  expect(await stream.next(5_000)).toEqual({ kind: "gap", after: at(2), until: at(8) });
  const push = await stream.next(5_000);
  if (push?.kind !== "ticks") throw new Error("no prices");
  expect(push.ticks.length).toBeGreaterThan(0);
  expect(Math.min(...push.ticks.map((tick) => tick.at))).toBeGreaterThan(at(8));
  stream.close();
  expect(await stream.next(0)).toBeNull();
});

test("what is pushed is what asking gives, and a slow reader loses none of it", async () => {
  let now = START;
  const simulated = createSimulatedFeed({ seed: 1, startAt: START });
  const stream = simulated.subscribe?.({ from: START, clocks: { market: () => now, wall: () => wallMs(0) } });
  if (!stream) throw new Error("it pushes nothing");
  stream.watch([BTC]);
  simulated.setActive([BTC]);
  const asked = await simulated.ticks(START, at(90));
  now = at(90);
  const pushed = [];
  for (let until = START; until < at(90); ) {
    const push = await stream.next(5_000);
    if (push?.kind !== "ticks") throw new Error("no prices");
    pushed.push(...push.ticks);
    until = push.until;
    await new Promise((done) => setTimeout(done, 150));
  }
  stream.close();
  expect(pushed).toEqual(asked);
});
