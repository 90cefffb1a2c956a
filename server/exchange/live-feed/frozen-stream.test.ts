// A connection that is open and tells the same price again and again while the exchange trades on: guarantees by a real
// server on this machine.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openValrData } from "@/server/exchange/valr/open-valr-data";
import type { Tick } from "@/server/market/core/market-feed";
import { LiveExchange } from "./live-exchange";
import { LIVE_PACE } from "./live-pace";
import { openPushSource } from "./open-push-source";
import { startTapeServer } from "./testing/tape-server";

const SYMBOL = "BTC/ZAR";
const WITHIN_MS = 15_000;
const quiet = { info: () => undefined, warn: () => undefined };

let server: Awaited<ReturnType<typeof startTapeServer>>;
let exchange: LiveExchange;
let ticks: Tick[];
let telling: NodeJS.Timeout;
let next: number;

const made = (price: number) => ({ id: String(++next), at: Date.now(), price: String(price), amount: "0.5" });
const last = () => ticks.at(-1)?.last.toNumber();

beforeEach(async () => {
  server = await startTapeServer();
  ticks = [];
  next = 0;
  server.trade(made(100));
  const site = { kind: "simulator", origin: server.origin } as const;
  exchange = new LiveExchange({
    data: openValrData({ site }),
    push: await openPushSource("valr", { site }),
    now: Date.now,
    onTicks: (heard) => ticks.push(...heard),
    onLost: () => undefined,
    log: quiet,
    // nothing but the doubt may find it: no look for missed trades
    pace: { ...LIVE_PACE, pollMs: 100, quietMs: 600, crossCheckMs: 300, reconcileMs: 600_000 },
  });
  await exchange.markets(5_000);
  exchange.watch(new Set([SYMBOL]));
  telling = setInterval(() => server.tell(), 50);
  await until(() => last() === 100);
});

afterEach(async () => {
  clearInterval(telling);
  await exchange.close();
  await server.close();
});

async function until(seen: () => boolean): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; !seen(); await sleep(10))
    if (Date.now() > end) throw new Error("it did not come");
}

it("a stream that repeats an old price is opened anew, its exchange asked instead, and the old price told no more", async () => {
  const before = server.connections();
  server.freeze(true);
  server.trade(made(120), "lost");
  await until(() => last() === 120);
  await until(() => server.connections() > before && server.isFollowed());
  expect(exchange.status().asked).toEqual([SYMBOL]);
  const from = ticks.length;
  server.trade(made(121), "lost");
  await until(() => last() === 121);
  // the new connection repeats it as well
  await sleep(500);
  expect(ticks.slice(from).map((tick) => tick.last.toNumber())).not.toContain(100);

  // it moves again: it is believed again
  server.freeze(false);
  server.trade(made(122));
  await until(() => exchange.status().asked.length === 0 && last() === 122);
});

it("a quiet market is no frozen one: nothing is opened anew for it", async () => {
  const before = server.connections();
  await sleep(2_500);
  expect(exchange.status().asked).toEqual([]);
  expect(server.connections()).toBe(before);
});

it("who is told to ask does so until the pushed price moves, and an exchange's clock is read when asked for", async () => {
  exchange.askInstead([SYMBOL]);
  expect(exchange.status().asked).toEqual([SYMBOL]);
  server.trade(made(130));
  await until(() => exchange.status().asked.length === 0);
  await exchange.measureClock();
  const { offsetMs, measuredAt } = exchange.status();
  expect(Math.abs(offsetMs)).toBeLessThan(5_000);
  expect(measuredAt).not.toBeNull();
});
