// A person closes what is open: by the road of every exit, once, whatever modes and halts say.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { emergencyStop } from "@/server/emergency/emergency-stop";
import { sumOf } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { closeAll, closePosition, previewClose, previewStop, stopBot } from "@/server/stops/close-positions";
import {
  letBotBuy,
  letBotGoLive,
  openPracticeWorld,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const BINANCE = { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "2000" } as const;
const LOOKS = { timeout: 30_000, interval: 250 };

let world: PracticeWorld;
beforeAll(async () => {
  world = await openPracticeWorld([BINANCE]);
  await takeAccountOver(world, BINANCE);
});
afterAll(() => world?.close());
beforeEach(async () => {
  await db.bot.updateMany({ data: { status: "paused" } });
});

const truth = () => world.control(BINANCE).truth();
async function open() {
  const bot = await letBotGoLive(world, BINANCE);
  await letBotBuy(world, BINANCE, bot);
  const [position] = await world.held(bot.botId);
  if (!position) throw new Error("no position");
  // its stop rests at the exchange
  await vi.waitFor(
    () => expect(truth().orders.filter(({ status }) => status === "open")).toHaveLength(1),
    LOOKS,
  );
  return { ...bot, position, positionId: position.positionId, traded: truth().trades.length };
}
const isSold = ({ botId, position, traded }: Awaited<ReturnType<typeof open>>) =>
  vi.waitFor(async () => {
    expect(await world.held(botId)).toHaveLength(0);
    expect(await world.difference(BINANCE)).toBe("0");
    const sold = sumOf(
      truth()
        .trades.slice(traded)
        .map(({ amount }) => amount),
    );
    expect(sold.lte(position.amount) && sold.gt(position.amount.times("0.99"))).toBe(true);
    expect(truth().orders.filter(({ status }) => status === "open")).toEqual([]);
    const exits = await db.order.findMany({ where: { botId, purpose: "exit" }, orderBy: { wallAt: "asc" } });
    expect(exits.map(({ type, status, reasonCode }) => `${type} ${status} ${reasonCode}`)).toEqual([
      "stop cancelled exchange_stop",
      "market filled user",
    ]);
  }, LOOKS);

describe("closing one position", () => {
  it("takes the stop at the exchange away first, sells once, and refuses in sentences what is closing or closed", async () => {
    const bot = await open();
    const { positionId } = bot;
    expect(await previewClose({ positionId }, world.ctx())).toMatchObject({
      ok: true,
      value: { title: expect.stringMatching(/^Close .+ position in BTC\/USDT$/) },
    });
    const asks = await Promise.all([1, 2, 3].map(() => closePosition({ positionId }, world.ctx())));
    expect(asks.filter(({ ok }) => ok)).toHaveLength(1);
    for (const asked of asks) if (!asked.ok) expect(asked.refusal.message).toMatch(/being closed/);
    await isSold(bot);
    const closed = {
      ok: false,
      refusal: { code: "not_now", message: expect.stringMatching(/closed already/) },
    };
    expect(await closePosition({ positionId }, world.ctx())).toMatchObject(closed);
    expect(await previewClose({ positionId }, world.ctx())).toMatchObject(closed);
    expect(await closePosition({ positionId: randomUUID() }, world.ctx())).toMatchObject({
      refusal: { code: "not_found" },
    });
  });

  it("is done by the next worker where none runs, and while everything is stopped", async () => {
    const bot = await open();
    await world.stop();
    await emergencyStop({ open: "hold" }, world.ctx());
    expect(await closePosition({ positionId: bot.positionId }, world.ctx())).toMatchObject({ ok: true });
    expect(await world.held(bot.botId)).toHaveLength(1);
    await world.start();
    await world.price(BINANCE, bot.close.toFixed(0));
    await isSold(bot);
    await db.tradingMode.updateMany({ data: { haltedWallAt: null, halted: false } });
  });
});

it("stopping a bot pauses it and sells what it holds; a bot that is stopped says so", async () => {
  const bot = await open();
  const input = { bot: bot.botId };
  expect(await previewStop(input, world.ctx())).toMatchObject({ ok: true });
  expect(await stopBot(input, world.ctx())).toMatchObject({
    ok: true,
    value: { positions: [{ symbol: "BTC/USDT" }] },
  });
  await isSold(bot);
  expect(await db.bot.findUnique({ where: { id: bot.botId } })).toMatchObject({ status: "paused" });
  expect(await stopBot(input, world.ctx())).toMatchObject({
    refusal: { message: expect.stringMatching(/is stopped already/) },
  });
});

it("closing all sells each once, and says where nothing is open", async () => {
  const bot = await open();
  expect(await closeAll({ book: "paper" }, world.ctx())).toMatchObject({
    refusal: { message: "Nothing is open in the paper book that is not being closed already." },
  });
  expect(await closeAll({ book: "practice" }, world.ctx())).toMatchObject({
    ok: true,
    value: { positions: [{ book: "practice" }] },
  });
  await isSold(bot);
  expect(await closeAll({ book: "practice" }, world.ctx())).toMatchObject({ ok: false });
});
