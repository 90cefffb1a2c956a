// A connection in every state there is, at each simulated exchange: noticed within ten seconds, repaired without a trade
// lost or doubled. The exchanges are tried side by side.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { type Watched, watchSimulated, within } from "./testing/watch-simulated";

let all: readonly Watched[];
beforeAll(async () => {
  all = await Promise.all(exchangeNames.map(watchSimulated));
}, 60_000);
afterAll(async () => {
  await Promise.all(all.map((one) => one.close()));
});

const pushed = () => all.filter(({ pushes }) => pushes);

/** What came to each is what each exchange tells of itself. */
async function expectWhole(some: readonly Watched[]): Promise<void> {
  for (const one of some) {
    one.control.clearFaults();
    await one.untilHeard(one.trade());
    const { heard, told } = await one.bothMinutes();
    expect(told.length).toBeGreaterThan(0);
    expect([one.exchange, ...heard]).toEqual([one.exchange, ...told]);
    expect([one.exchange, one.lost()]).toEqual([one.exchange, 0]);
    const at = one.ticks.map((tick) => tick.at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  }
}

/** Some trades a little apart, while a fault strikes; all of them are heard. */
async function tradeThrough(one: Watched, count: number): Promise<void> {
  const prices: number[] = [];
  for (let made = 0; made < count; made++) {
    prices.push(one.trade());
    await sleep(120);
  }
  for (const price of prices) await one.untilHeard(price);
}

describe("a websocket", () => {
  it("that is cut is opened anew, and what was traded meanwhile is read", { timeout: 90_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        const before = one.fallen();
        one.control.setFault({ name: "socket_cut", times: 1 });
        await tradeThrough(one, 5);
        expect([one.exchange, one.fallen() > before]).toEqual([one.exchange, true]);
      }),
    );
    await expectWhole(pushed());
  });

  it("that is cut again and again is opened anew each time", { timeout: 120_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        for (let round = 0; round < 3; round++) {
          one.control.setFault({ name: "socket_cut", times: 1 });
          await tradeThrough(one, 3);
          one.control.clearFaults();
          await sleep(1_000);
        }
        // each by asking would take two seconds
        const from = Date.now();
        for (let made = 0; made < 4; made++) await one.untilHeard(one.trade());
        expect([one.exchange, Date.now() - from < 4_000]).toEqual([one.exchange, true]);
      }),
    );
    await expectWhole(pushed());
  });

  it("that is half open is noticed, though it says nothing", { timeout: 90_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        const before = one.fallen();
        one.control.setFault({ name: "socket_silent", times: 1 });
        await tradeThrough(one, 3);
        await within(() => one.fallen() > before, `${one.exchange}: nobody noticed`);
      }),
    );
    await expectWhole(pushed());
  });

  it("that answers pings and tells nothing is not believed", { timeout: 90_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        const before = one.fallen();
        one.control.setFault({ name: "socket_lost" });
        await tradeThrough(one, 3);
        // it stays silent while prices move
        const moving = setInterval(() => one.trade(), 400);
        await within(() => one.fallen() > before, `${one.exchange}: nobody noticed`);
        clearInterval(moving);
      }),
    );
    await expectWhole(pushed());
  });

  it("that loses, repeats and shuffles messages tells each trade once", { timeout: 90_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        for (const name of ["socket_lost", "socket_duplicate", "socket_out_of_order"] as const)
          one.control.setFault({ name, probability: 0.2 });
        await tradeThrough(one, 15);
      }),
    );
    await expectWhole(pushed());
  });

  it("whose book lost its sequence brings a whole one", { timeout: 90_000 }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        const bestBid = () => one.live.book(one.symbol, marketMs(Date.now()))?.bids[0]?.price.toNumber() ?? 0;
        await within(() => bestBid() > 0, `${one.exchange} tells no book`);
        one.control.setFault({ name: "socket_lost", probability: 0.3 });
        one.control.setFault({ name: "socket_out_of_order", probability: 0.3 });
        await tradeThrough(one, 10);
        one.control.clearFaults();
        const price = one.trade();
        await within(
          () => bestBid() < price && bestBid() > price - 10,
          `${one.exchange}: stayed at ${bestBid()}, not ${price}`,
        );
      }),
    );
    await expectWhole(pushed());
  });
});

describe("an exchange that is asked", () => {
  it.concurrent("for a book that stands still never has one too old to be believed", {
    timeout: 90_000,
  }, async () => {
    await Promise.all(
      pushed().map(async (one) => {
        const bids = () => one.live.book(one.symbol, marketMs(Date.now()))?.bids.length ?? 0;
        await within(() => bids() > 0, `${one.exchange} tells no book`);
        // older than a book may be
        await sleep(11_000);
        expect([one.exchange, bids() > 0]).toEqual([one.exchange, true]);
      }),
    );
  });

  it.concurrent("and hangs, fails, or answers nonsense is asked again, no trade lost", {
    timeout: 90_000,
  }, async () => {
    const [luno] = all.filter(({ pushes }) => !pushes);
    if (!luno) throw new Error("none is asked");
    luno.control.setFault({ name: "slow", on: "public", ms: 30_000, times: 1 });
    luno.control.setFault({ name: "error_before", on: "public", times: 2 });
    luno.control.setFault({ name: "html", on: "public", times: 1 });
    await tradeThrough(luno, 5);
    await expectWhole([luno]);
  });
});
