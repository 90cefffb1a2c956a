// The stop that rests at the exchange: a floor under every position while nobody watches, and nothing sold twice because of it.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fromKrakenId } from "@/server/exchange/kraken/kraken-client-id";
import { requestExit } from "@/server/execution/request-exit";
import { sendIntents } from "@/server/execution/send-orders";
import { type Decimal, ZERO } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { findPosition } from "@/server/positions/list-open-positions";
import {
  letBotBuy,
  letBotGoLive,
  openPracticeWorld,
  type PracticeCase,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const BINANCE = { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "2000" } as const;
const CASES = [
  { exchange: "valr", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  { ...BINANCE },
  { exchange: "kraken", symbol: "BTC/USD", asset: "USD", capital: "20000" },
  { exchange: "kucoin", symbol: "BTC/USDT", asset: "USDT", capital: "20000" },
  { exchange: "luno", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
] as const;
const LOOKS = { timeout: 30_000, interval: 250 };

let world: PracticeWorld;
beforeAll(async () => {
  world = await openPracticeWorld(CASES);
  for (const of of CASES) await takeAccountOver(world, of);
});
afterAll(() => world?.close());
beforeEach(async () => {
  await world.start();
  for (const of of CASES) world.control(of).clearFaults();
  await db.bot.updateMany({ data: { status: "paused" } });
});

type Bot = { readonly botId: string; readonly close: Decimal };
const at = ({ close }: Bot, share: string): string => close.times(share).toFixed(0);
const stopsOf = ({ botId }: Bot) =>
  db.order.findMany({ where: { botId, type: "stop" }, orderBy: { wallAt: "asc" } });
const told = async ({ botId }: Bot) =>
  (await db.order.findMany({ where: { botId, book: "practice" }, orderBy: { wallAt: "asc" } })).map(
    ({ purpose, type, status }) => `${type === "stop" ? "stop" : purpose} ${status}`,
  );
/** Orders at the exchange that still rest, and what was sold there. */
const truth = (of: PracticeCase, since = 0) => {
  const { orders, trades } = world.control(of).truth();
  return { resting: orders.filter(({ status }) => status === "open"), orders, trades: trades.slice(since) };
};
/** The bot holds a position, and one stop rests for it. */
async function open(of: PracticeCase, faults: () => void = () => undefined): Promise<Bot> {
  const bot = await letBotGoLive(world, of);
  faults();
  await letBotBuy(world, of, bot);
  return bot;
}
const rests = (bot: Bot) =>
  vi.waitFor(async () => {
    const stops = (await stopsOf(bot)).filter(({ status }) => status === "ack");
    expect(stops).toHaveLength(1);
    // an exchange may accept first and refuse afterwards: it rests there
    const there = CASES.flatMap((of) => truth(of).resting.map(({ clientId }) => clientId));
    expect(there.some((id) => id !== null && fromKrakenId(id) === stops[0]?.clientOrderId)).toBe(true);
    return stops[0] as (typeof stops)[number];
  }, LOOKS);
const isFlat = (of: PracticeCase, { botId }: Bot) =>
  vi.waitFor(async () => {
    expect(await world.held(botId)).toHaveLength(0);
    expect(await world.difference(of)).toBe("0");
  }, LOOKS);
/** All that is held, but what is less than a lot, and room for a maker's fee where that is taken on top. */
function expectAll(
  stop: { readonly amount: { toFixed(): string } } | undefined,
  position: { readonly amount: Decimal } | undefined,
): void {
  const left = position?.amount.minus(stop?.amount.toFixed() ?? "0");
  expect(left?.gte(0) && left.lt("0.00001")).toBe(true);
}
const sumOf = (trades: readonly { readonly amount: Decimal }[]): Decimal =>
  trades.reduce((sum, { amount }) => sum.plus(amount), ZERO);
const fallsTo = (of: PracticeCase, bot: Bot, share: string) =>
  vi.waitFor(async () => {
    await world.price(of, at(bot, share));
    expect(await world.held(bot.botId)).toHaveLength(0);
  }, LOOKS);

describe("while nobody watches", () => {
  it.each(CASES)("$exchange sells at it, and it is booked once when somebody watches again", async (of) => {
    const bot = await open(of);
    const stop = await rests(bot);
    const [position] = await world.held(bot.botId);
    expectAll(stop, position);
    // wide: what watches here sells long before
    expect(Number(stop.triggerPrice) / Number(position?.stopPrice)).toBeCloseTo(0.95, 4);
    const before = truth(of).trades.length;

    await world.stop();
    await world.price(of, at(bot, "0.88"));
    await vi.waitFor(
      () => expect(sumOf(truth(of, before).trades).toFixed()).toBe(stop.amount.toFixed()),
      LOOKS,
    );
    const sold = truth(of, before).trades;
    expect(truth(of).resting).toEqual([]);
    await world.start();

    await vi.waitFor(async () => {
      expect(await db.order.findUnique({ where: { id: stop.id } })).toMatchObject({ status: "filled" });
    }, LOOKS);
    if (of.exchange === "valr") await fallsTo(of, bot, "0.88");
    await isFlat(of, bot);
    expect(await told(bot)).toEqual(["entry filled", "stop filled"]);
    expect(await db.fill.count({ where: { orderId: stop.id } })).toBe(sold.length);
    // where a fee's room was left, that is dust
    const closed = await findPosition(position?.positionId ?? "", world.userId);
    expect(closed).toMatchObject({ status: "closed" });
    if (of.exchange !== "valr") expect(closed?.exitReason).toBe("exchange_stop");
    // nobody here sold a second time, and nothing looks as if by hand
    expect(truth(of, before).trades).toHaveLength(sold.length);
    expect(await db.externalActivity.count()).toBe(0);
  });

  it("a worker that comes back knows it as its own, and places no second", async () => {
    const bot = await open(BINANCE);
    const stop = await rests(bot);
    await world.stop();
    await world.start();
    await world.difference(BINANCE);
    await vi.waitFor(() => expect(world.trader().leads()).toBe(true), LOOKS);
    // more than one round of looking after it
    await new Promise((done) => setTimeout(done, 4_500));
    expect((await stopsOf(bot)).map(({ id, status }) => [id, status])).toEqual([[stop.id, "ack"]]);
    expect(truth(BINANCE).resting.map(({ clientId }) => clientId)).toEqual([stop.clientOrderId]);
    expect(await db.externalActivity.count()).toBe(0);
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
  });
});

describe("an exit of ours", () => {
  it("takes the resting one back first: sold once, nothing left behind", async () => {
    const bot = await open(BINANCE);
    const stop = await rests(bot);
    const [position] = await world.held(bot.botId);
    if (!position) throw new Error("no position");
    const before = truth(BINANCE).trades.length;
    const { runtime } = world.trader();
    const exit = { reasonCode: "user", price: bot.close, words: "the owner asks" };
    const order = await requestExit(runtime, position, exit);
    expect(order).not.toBeNull();
    await sendIntents(runtime, [order?.orderId ?? ""]);
    await isFlat(BINANCE, bot);
    expect(await told(bot)).toEqual(["entry filled", "stop cancelled", "exit filled"]);
    expect(await db.order.findUnique({ where: { id: stop.id } })).toMatchObject({
      cancelCode: "exit_requested",
      endCode: "exit_requested",
    });
    expect(sumOf(truth(BINANCE, before).trades).toFixed()).toBe(stop.amount.toFixed());
    expect(truth(BINANCE).resting).toEqual([]);
  });

  it("does not go out while the exchange has not let go of it: the resting one that fires meanwhile is the exit", async () => {
    const bot = await open(BINANCE);
    const stop = await rests(bot);
    const before = truth(BINANCE).trades.length;
    // the exchange fills it as the cancel arrives
    world.control(BINANCE).setFault({ name: "cancel_crosses_fill" });
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
    expect(sumOf(truth(BINANCE, before).trades).toFixed()).toBe(stop.amount.toFixed());
    expect(await told(bot)).toEqual(["entry filled", "stop filled", "exit expired"]);
  });
});

describe("the resting stop follows its position", () => {
  it("an entry that fills in parts: taken back and placed anew over all that is held", async () => {
    const bot = await open(BINANCE, () =>
      world.control(BINANCE).setFault({ name: "partial", value: "0.3", times: 1 }),
    );
    await vi.waitFor(async () => {
      await world.price(BINANCE, at(bot, "0.998"));
      const [position] = await world.held(bot.botId);
      const stops = await stopsOf(bot);
      const working = stops.filter(({ status }) => status === "ack");
      expect(working).toHaveLength(1);
      expectAll(working[0], position);
      const [entry] = await db.order.findMany({ where: { botId: bot.botId, purpose: "entry" } });
      expect(entry?.status).toBe("filled");
    }, LOOKS);
    expect(truth(BINANCE).resting).toHaveLength(1);
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
  });

  it("taken away at the exchange by hand, it is there again within a minute", async () => {
    const bot = await open(BINANCE);
    const first = await rests(bot);
    const [one] = truth(BINANCE).resting;
    expect(world.control(BINANCE).cancel("ada", one?.id ?? "")).toEqual({ cancelled: true });
    world.waitWall(15_000);
    await vi.waitFor(async () => {
      const again = await rests(bot);
      expect(again.id).not.toBe(first.id);
    }, LOOKS);
    expect(truth(BINANCE).resting).toHaveLength(1);
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
  });

  it("no answer when it was asked for: it is found by its name, never sent twice", async () => {
    const bot = await open(BINANCE);
    const first = await rests(bot);
    world.control(BINANCE).setFault({ name: "timeout_after_accept", times: 1 });
    const [one] = truth(BINANCE).resting;
    world.control(BINANCE).cancel("ada", one?.id ?? "");
    world.waitWall(15_000);
    await vi.waitFor(async () => {
      const again = await rests(bot);
      expect(again.id).not.toBe(first.id);
      const events = await db.orderEvent.findMany({ where: { orderId: again.id } });
      expect(events.map(({ to }) => to)).toContain("unknown");
    }, LOOKS);
    const asked = await stopsOf(bot);
    const there = truth(BINANCE).orders.filter(({ clientId }) =>
      asked.some((own) => own.clientOrderId === clientId),
    );
    expect(there).toHaveLength(asked.length);
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
  });
});

describe("an exchange that refuses the stop", () => {
  const entryOf = async (bot: Bot, action: string) => {
    const [position] = await db.position.findMany({ where: { botId: bot.botId, book: "practice" } });
    return db.auditEntry.findMany({ where: { action, subject: position?.id ?? "" } });
  };

  // what Luno's simulator says is about the key
  it.each(CASES.filter(({ exchange }) => exchange !== "luno"))(
    "$exchange: asked once more, then sold at market within seconds, once, and its bot paused",
    async (of) => {
      const before = truth(of).trades.length;
      const bot = await open(of, () => world.control(of).setFault({ name: "stop_rejected" }));
      await vi.waitFor(async () => expect(await world.held(bot.botId)).toHaveLength(0), LOOKS);
      const [first, second, ...more] = await stopsOf(bot);
      expect([first?.endCode, second?.endCode, more]).toEqual(["refused_order", "refused_order", []]);
      const [exit] = await db.order.findMany({ where: { botId: bot.botId, reasonCode: "stop_refused" } });
      expect(exit).toMatchObject({ status: "filled", type: "market" });
      const tookMs = Number(exit?.wallAt) - Number(first?.updatedWallAt);
      expect(tookMs).toBeLessThan(5_000);
      const { trades, resting } = truth(of, before);
      const sumOfSide = (which: string) => sumOf(trades.filter(({ side }) => side === which));
      expect(sumOfSide("sell").lte(sumOfSide("buy"))).toBe(true);
      expect(resting).toEqual([]);
      expect(await db.bot.findUnique({ where: { id: bot.botId } })).toMatchObject({
        status: "paused",
        statusBy: "system",
      });
      const said = await entryOf(bot, "stop.refused_sold");
      expect(said.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/sold at market and its bot paused/),
      ]);
      await isFlat(of, bot);
    },
  );

  it("for now (too many requests): nothing is sold, and the position is watched from here", async () => {
    const bot = await open(BINANCE);
    const stop = await rests(bot);
    world.control(BINANCE).setFault({ name: "rate_limit", on: "create", ms: 1_000 });
    world.control(BINANCE).cancel("ada", truth(BINANCE).resting[0]?.id ?? "");
    world.waitWall(15_000);
    await vi.waitFor(async () => expect((await stopsOf(bot)).length).toBeGreaterThan(1), LOOKS);
    await new Promise((done) => setTimeout(done, 4_500));
    expect(await world.held(bot.botId)).toHaveLength(1);
    expect((await told(bot)).filter((one) => one.startsWith("exit"))).toEqual([]);
    expect((await stopsOf(bot))[0]?.id).toBe(stop.id);
    world.control(BINANCE).clearFaults();
    world.waitWall(60_000);
    await rests(bot);
    await fallsTo(BINANCE, bot, "0.96");
    await isFlat(BINANCE, bot);
  });
});
