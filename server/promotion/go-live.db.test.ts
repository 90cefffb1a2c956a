import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { commit } from "@/server/audit/commit";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { listBots } from "@/server/bots/list-bots";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { arrangeMarkets, arrangePerson, asOwner, toAsk } from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import { toDecimal } from "@/server/kernel/money";
import { depositPostings } from "@/server/ledger/core/posting";
import { findAllocated, findAvailable } from "@/server/ledger/find-balances";
import { saveTransaction } from "@/server/ledger/store";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { turnLiveOff, turnLiveOn } from "@/server/settings/set-modes";
import { listExchanges } from "@/server/vault/list-exchanges";
import { goLive, previewGoLive } from "./go-live";

let database: TestDatabase;
let owner: CommandContext;
let botId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl, "live");
});
afterAll(async () => {
  await database.drop();
  await closeDb();
});
beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000", book: "paper" });
  const input = createBotInput.parse({
    name: "Zeus",
    exchange: "binance",
    symbol: "BTC/USDT",
    capital: "1000",
  });
  const made = await createBot(input, toAsk(owner));
  botId = made.ok ? made.value.botId : "";
});

const ask = () => toAsk(owner);
const live = () => goLive({ bot: "Zeus", capital: "400", overrideStatistics: true }, ask());

/** A key as its test leaves it, money at the exchange, a comparison without a difference, and the mode. */
async function arrangeReady({ withdraw = false, money = "1000", orderTest = "passed" } = {}): Promise<void> {
  await asOwner(database.ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO exchange_credential ("id","userId","exchange","site","label","lastFour","sealed","wrappedKey",
         "masterKeyId","status","mayRead","mayTrade","mayWithdraw","clockOffsetMs","testedWallAt","keptWallAt")
       VALUES ($1,$2,'binance','real','mine','abcd','','','m','valid',true,true,$3,12,now(),now())`,
      [randomUUID(), owner.userId, withdraw],
    );
    await client.query(
      `INSERT INTO heartbeat ("name","marketAt","wallAt","detail") VALUES ($1,now(),now(),'{"difference":"0"}')`,
      [`reconcile:${owner.userId}:live:binance`],
    );
    await client.query(
      `INSERT INTO heartbeat ("name","marketAt","wallAt","detail")
       SELECT "part", now(), now(), '{}' FROM unnest(ARRAY['worker','engine']) "part" ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `INSERT INTO order_test ("id","userId","exchange","site","symbol","trades","status","lines","orderIds","askedWallAt")
       VALUES ($1,$2,'binance','real','BTC/USDT',false,$3,'[]','{}',now())`,
      [randomUUID(), owner.userId, orderTest],
    );
  });
  await fundLive(money);
  await turnLiveOn(ask());
}

/** What reconciliation books when it first finds money at an exchange. */
async function fundLive(money: string): Promise<void> {
  const { marketNow: marketAt, wallNow: wallAt, userId } = owner;
  await commit(ask(), {
    action: "wallet.funded",
    subject: "binance",
    reason: "arranged",
    detail: {},
    events: [],
    write: (tx) =>
      saveTransaction(tx, {
        userId,
        book: "live",
        venue: "binance",
        kind: "deposit",
        ref: `arranged:${userId}`,
        postings: depositPostings("USDT", toDecimal(money)),
        marketAt,
        wallAt,
      }),
  });
}

it("nothing is live by default: the card names everything that is missing, and approving it changes nothing", async () => {
  const card = await previewGoLive({ bot: "Zeus", overrideStatistics: true }, ask());
  const wrong = card.ok ? card.value.checks.filter(({ ok }) => !ok).map(({ words }) => words) : [];
  expect(wrong).toEqual([
    "There is no key for Binance. Add one in Settings, Exchanges.",
    "No order test ran at Binance yet: it comes after the key.",
    "The trading process or its jobs do not run: look at Health.",
    "Binance has 0 USDT free, the bot needs 1000. Give it less, or add funds there.",
    "The live book was not compared with its exchanges yet: that comes within a minute of its key's test.",
    "Live trading is off. Turn it on first.",
  ]);
  expect(await live()).toMatchObject({ ok: false, refusal: { code: "not_now", message: wrong[0] } });
  expect(await listBots(owner.userId)).toMatchObject([
    { name: "Zeus", book: "paper", stage: "paper_training" },
  ]);
});

it("a bot goes live with money of its exchange, paused, from zero; its twin goes on with the paper money", async () => {
  await arrangeReady();
  expect(await live()).toMatchObject({
    ok: true,
    value: {
      botId,
      book: "live",
      stage: "live",
      status: "paused",
      initialCapital: "400",
      closedTrades: 0,
    },
  });
  const bots = await listBots(owner.userId);
  const twin = bots.find(({ twinOf }) => twinOf === botId);
  expect(twin).toMatchObject({ name: "Zeus twin", book: "paper", status: "running", initialCapital: "1000" });
  const pool = (book: "paper" | "live", venue: string) => findAvailable(owner.userId, book, venue, "USDT");
  expect((await pool("live", "binance")).toFixed()).toBe("600");
  expect((await pool("paper", "paper:binance")).toFixed()).toBe("4000");
  const has = (book: "paper" | "live", venue: string, id: string) =>
    findAllocated({ userId: owner.userId, book, venue, asset: "USDT", botId: id });
  expect((await has("live", "binance", botId)).toFixed()).toBe("400");
  expect((await has("paper", "paper:binance", botId)).toFixed()).toBe("0");
  expect((await has("paper", "paper:binance", twin?.botId ?? "")).toFixed()).toBe("1000");
  expect(await db.auditEntry.count({ where: { action: "bot.gone_live", subject: botId } })).toBe(1);
  const [trading] = await listTradingBots({ botIds: [botId], limit: 1 });
  expect(trading?.liveMarketAt?.getTime()).toBe(owner.marketNow);
  expect(await live()).toMatchObject({ ok: false, refusal: { message: "Zeus is live already." } });
  expect(await goLive({ bot: "Zeus twin", overrideStatistics: true }, ask())).toMatchObject({
    ok: false,
    refusal: { message: "Zeus twin is the paper twin of a live bot and stays on paper." },
  });
});

it("a testnet's key is only tested: a bot with no other stays on paper, and is told why", async () => {
  await arrangeReady();
  await asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE exchange_credential SET "site" = 'testnet' WHERE "userId" = $1`, [owner.userId]),
  );
  expect(await live()).toMatchObject({
    ok: false,
    refusal: { message: expect.stringMatching(/^The key for Binance is its testnet's, and no bot trades/) },
  });
  const [binance] = (await listExchanges(owner.userId)).filter(({ exchange }) => exchange === "binance");
  expect(binance?.keys[0]?.hints[0]).toContain("no bot trades with it");
});

it("a key that may withdraw, or too little money at the exchange, keeps a bot on paper", async () => {
  await arrangeReady({ withdraw: true, money: "399.99" });
  const card = await previewGoLive({ bot: "Zeus", capital: "400", overrideStatistics: true }, ask());
  const wrong = card.ok ? card.value.checks.filter(({ ok }) => !ok).map(({ words }) => words) : [];
  expect(wrong).toEqual([
    "The key for Binance may withdraw. Make one that may only read and trade.",
    "Binance has 399.99 USDT free, the bot needs 400. Give it less, or add funds there.",
  ]);
  expect(await live()).toMatchObject({ ok: false, refusal: { code: "not_now" } });
});

it("a key whose last order test failed, or under which none ran, keeps a bot on paper", async () => {
  await arrangeReady({ orderTest: "failed" });
  expect(await live()).toMatchObject({
    ok: false,
    refusal: { code: "not_now", message: expect.stringMatching(/^The last order test with this key failed/) },
  });
  // a new key is another key: what the old one did says nothing of it
  await asOwner(database.ownerUrl, async (client) => {
    await client.query(`UPDATE order_test SET "status" = 'passed' WHERE "userId" = $1`, [owner.userId]);
    await client.query(
      `UPDATE exchange_credential SET "keptWallAt" = now() + interval '1 s' WHERE "userId" = $1`,
      [owner.userId],
    );
  });
  expect(await live()).toMatchObject({
    ok: false,
    refusal: { message: expect.stringMatching(/^No order test ran with this key yet/) },
  });
});

it("live trading is turned on and off once each, and never on under an emergency stop", async () => {
  expect(await turnLiveOn(ask())).toMatchObject({ ok: true, value: { live: true } });
  expect(await turnLiveOn(ask())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  expect(await turnLiveOff(ask())).toMatchObject({ ok: true, value: { live: false } });
  await asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE trading_mode SET "halted" = true WHERE "userId" = $1`, [owner.userId]),
  );
  expect(await turnLiveOn(ask())).toMatchObject({
    ok: false,
    refusal: { message: "The emergency stop is on. Clear it first." },
  });
});
