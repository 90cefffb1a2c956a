import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sampleBot } from "@/server/history/testing/sample-bot";
import { wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listTwins } from "./list-twins";

const START = Date.UTC(2026, 10, 20, 8);
const HOUR = 3_600_000;

let database: TestDatabase;
let userId: string;
let live: string;
let twin: string;
beforeAll(async () => {
  database = await createTestDatabase();
  userId = (await db.user.create({ data: { name: "Owner", createdAt: new Date(START) } })).id;
  const bot = (name: string) => sampleBot({ userId, name, madeAt: new Date(START) });
  live = (await db.bot.create({ data: { ...bot("Zeus"), book: "live", stage: "live" } })).id;
  twin = (await db.bot.create({ data: { ...bot("Zeus twin"), book: "paper", twinOf: live } })).id;
});
afterAll(() => database?.drop());

type Fill = { readonly side: "buy" | "sell"; readonly price: string; readonly realised?: string };

/** A position opened on the slot of that hour: one order and one fill for each of `fills`. */
async function trade(
  botId: string,
  book: "paper" | "live",
  hour: number,
  fills: readonly Fill[],
): Promise<void> {
  const positionId = randomUUID();
  for (const [at, { side, price, realised }] of fills.entries()) {
    const slot = new Date(START + hour * HOUR + at * 60_000);
    const times = { marketAt: slot, wallAt: slot };
    const own = { userId, botId, book, venue: "binance", side, positionId } as const;
    const order = await db.order.create({
      data: {
        ...own,
        ...times,
        updatedMarketAt: slot,
        updatedWallAt: slot,
        versionId: randomUUID(),
        exchange: "binance",
        symbol: "BTC/USDT",
        base: "BTC",
        quote: "USDT",
        purpose: side === "buy" ? "entry" : "exit",
        reasonCode: "entry_signal",
        slotAt: slot,
        leg: side,
        clientOrderId: randomUUID(),
        amount: "1",
        referencePrice: price,
        reserved: "0",
        status: "filled",
        filled: "1",
        filledQuote: price,
        deadlineWallAt: slot,
      },
    });
    await db.fill.create({
      data: {
        ...own,
        ...times,
        orderId: order.id,
        venueTradeId: order.id,
        price,
        amount: "1",
        fee: "0",
        feeAsset: "USDT",
        liquidity: "taker",
        realised: realised ?? null,
        marketKind: "live",
        clockSpeed: 1,
      },
    });
  }
}

it("a live bot is held against its twin by the slots of their entries; what it did on paper before is not its own", async () => {
  // before it went live: its own fills of the paper book, and nothing of the twin's
  await trade(live, "paper", 0, [{ side: "buy", price: "90" }]);
  await trade(live, "live", 2, [
    { side: "buy", price: "100.2" },
    { side: "sell", price: "109.9", realised: "9.7" },
  ]);
  await trade(twin, "paper", 2, [
    { side: "buy", price: "100" },
    { side: "sell", price: "110", realised: "10" },
  ]);
  await trade(twin, "paper", 4, [{ side: "buy", price: "105" }]);
  const wallNow = wallMs(START + 24 * HOUR);
  const [view] = await listTwins({ userId, wallNow });
  expect(view).toMatchObject({
    botId: live,
    name: "Zeus",
    book: "live",
    twinId: twin,
    twinName: "Zeus twin",
  });
  expect(view?.tracking).toMatchObject({ paired: 1, missingLive: 1, missingTwin: 0 });
  expect(view?.tracking.entry.mean).toBeCloseTo(20, 9);
  expect(view?.tracking.exit.mean).toBeCloseTo(9.0909, 4);
  expect(view?.tracking.meanReturn).toBeCloseTo(9.7 / 100.2 - 0.1, 9);
  expect(view?.tracking.perTrade).toEqual({ value: null, of: 1, least: 10 });
  expect(await listTwins({ userId, wallNow, botId: twin })).toEqual([]);
  expect(await listTwins({ userId: randomUUID(), wallNow })).toEqual([]);
});
