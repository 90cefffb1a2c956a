// The night's look over real rows: who is promoted, who waits and for what, who goes back to paper, and when it is due.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { commit } from "@/server/audit/commit";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { listBots } from "@/server/bots/list-bots";
import { resumeBot } from "@/server/bots/resume-bot";
import {
  arrangeMarkets,
  arrangePerson,
  asOwner,
  MARKET_NOW,
  toAsk,
} from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { depositPostings } from "@/server/ledger/core/posting";
import { findAllocated, findAvailable } from "@/server/ledger/find-balances";
import { saveTransaction } from "@/server/ledger/store";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { defaultSettings, type Settings } from "@/server/settings/core/settings";
import { saveSettings } from "@/server/worker/testing/prepare-tables";
import { demoteBot } from "./demote-bot";
import { closeNight, findDueNight, lookAtBot, type NightActs } from "./run-night";
import { previewNight, showHistory } from "./show-night";
import { arrangeExchange, arrangeTrades, arrangeWinner } from "./testing/arrange-night";

const DAY_MS = 86_400_000;

let database: TestDatabase;
let owner: CommandContext;
let botId: string;
const now = { market: MARKET_NOW };
const clocks: Clocks = { market: () => now.market, wall: () => wallMs(Date.now()) };

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl, "live");
});
afterAll(async () => {
  await database.drop();
  await closeDb();
});
beforeEach(async () => {
  await asOwner(database.ownerUrl, (client) =>
    client.query(`TRUNCATE app_user, bot, bot_version, position, promotion_run, promotion_step CASCADE`),
  );
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000", book: "paper" });
  const input = createBotInput.parse({
    name: "Zeus",
    exchange: "binance",
    symbol: "BTC/USDT",
    capital: "400",
  });
  const made = await createBot(input, toAsk(owner));
  botId = made.ok ? made.value.botId : "";
  now.market = marketMs(MARKET_NOW + 10 * DAY_MS);
});

const who = () => ({ userId: owner.userId, marketNow: now.market, wallNow: clocks.wall() });
const zeus = async () => (await listBots(owner.userId)).find((bot) => bot.botId === botId);

const set = (promotion: Partial<Settings["promotion"]>) =>
  saveSettings(database, owner.userId, { promotion });

/** Everything at binance as it must be, and money there. */
async function ready(money: string): Promise<void> {
  const { userId, marketNow: marketAt, wallNow: wallAt } = owner;
  await arrangeExchange(database.ownerUrl, userId);
  await commit(toAsk(owner), {
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

/** One whole night as the job carries it out; answers what became of each look. */
async function night() {
  const due = await findDueNight(clocks);
  if (!due || (due.date === null && due.looks.length === 0)) return null;
  const acts: NightActs[] = [];
  for (const look of due.looks) acts.push(await lookAtBot(clocks, due, look));
  await closeNight(clocks, due, acts);
  return { date: due.date, acts };
}

it("a bot that passes every gate goes live by itself, runs at half size, and its record is frozen", async () => {
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  await ready("1000");
  expect((await previewNight(who())).lines).toMatchObject([{ name: "Zeus", act: "promote" }]);
  expect(await zeus()).toMatchObject({ stage: "paper_training" });
  expect(await night()).toEqual({ date: "2024-01-12", acts: ["promoted"] });
  expect(await zeus()).toMatchObject({
    book: "live",
    stage: "live",
    status: "running",
    closedTrades: 0,
    realised: "0",
    liveMarketAt: new Date(now.market).toISOString(),
  });
  const { steps, nights } = await showHistory(owner.userId);
  expect(steps).toMatchObject([
    {
      kind: "promoted",
      fromBook: "paper",
      toBook: "live",
      byHand: false,
      overridden: false,
      frozen: { trades: 60 },
    },
  ]);
  expect(nights).toMatchObject([{ forDate: "2024-01-12", promoted: 1, policy: "evidence" }]);
  // what its twin and the bot itself do later does not change what it was promoted on
  await arrangeTrades(database.ownerUrl, {
    userId: owner.userId,
    botId,
    until: now.market,
    returns: [-0.02],
  });
  expect((await showHistory(owner.userId)).steps).toEqual(steps);
});

it("what is missing is told, each night again, and nothing is promoted without keys, funds, mode or autopilot", async () => {
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  expect(await night()).toMatchObject({ acts: ["eligible"] });
  expect(await zeus()).toMatchObject({ stage: "eligible", book: "paper" });
  const told = await db.auditEntry.findFirstOrThrow({
    where: { action: "promotion.eligible", subject: botId },
  });
  for (const words of [
    "There is no key for Binance",
    "0 USDT free",
    "Live trading is off",
    "Autopilot is off",
  ])
    expect(told.reason).toContain(words);
  await ready("399");
  now.market = marketMs(now.market + DAY_MS);
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  expect(await night()).toMatchObject({ date: "2024-01-13", acts: ["eligible"] });
  const again = await db.auditEntry.findMany({ where: { action: "promotion.eligible", subject: botId } });
  expect(again.map(({ reason }) => reason)).toContainEqual(
    expect.stringContaining("399 USDT free, the bot needs 400"),
  );
  // one step of the stage, however often it is told
  expect((await showHistory(owner.userId)).steps).toHaveLength(1);
});

it("a lucky record alone promotes by the classic policy only", async () => {
  await arrangeTrades(database.ownerUrl, {
    userId: owner.userId,
    botId,
    until: now.market,
    // 30 trades, 18 of them won: profit and win rate hold, luck is not ruled out
    returns: Array.from({ length: 30 }, (_one, n) => (n % 5 < 3 ? 0.03 : -0.027)),
  });
  await ready("1000");
  expect((await previewNight(who())).lines).toEqual([]);
  await set({ policy: "classic" });
  const preview = await previewNight(who());
  expect(preview).toMatchObject({ policy: "classic", lines: [{ act: "promote" }] });
  expect(preview.falsePromotions.classic).toBeGreaterThan(0.5);
});

it("prices that are not live never lead to live", async () => {
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market, book: "demo" });
  await asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE bot SET "book" = 'demo' WHERE "id" = $1`, [botId]),
  );
  await ready("1000");
  expect(await night()).toMatchObject({ acts: ["eligible"] });
  expect(await zeus()).toMatchObject({ book: "demo", stage: "eligible" });
  const told = await db.auditEntry.findFirstOrThrow({
    where: { action: "promotion.eligible", subject: botId },
  });
  expect(told.reason).toContain("trained on prices that are not live");
});

it("a night is done once per local date, and after an outage of days once", async () => {
  expect(await night()).toEqual({ date: "2024-01-12", acts: [] });
  expect(await night()).toBeNull();
  // 23:59 UTC is 01:59 in Johannesburg, one minute later it is two o'clock
  now.market = marketMs(Date.UTC(2024, 0, 12, 23, 59));
  expect(await night()).toBeNull();
  now.market = marketMs(Date.UTC(2024, 0, 13));
  expect(await night()).toMatchObject({ date: "2024-01-13" });
  now.market = marketMs(Date.UTC(2024, 0, 20, 12));
  expect(await night()).toMatchObject({ date: "2024-01-20" });
  expect(await night()).toBeNull();
  expect(await db.promotionRun.count()).toBe(3);
});

it("a live bot that loses goes back to paper: sold, paused, a fresh clock, its money in the pools", async () => {
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  await ready("1000");
  await night();
  const losing = Array.from({ length: 120 }, (_one, n) => (n % 3 === 0 ? 0.004 : -0.006));
  now.market = marketMs(now.market + 13 * DAY_MS);
  const trades = { userId: owner.userId, botId, until: now.market, returns: losing, book: "live" as const };
  await arrangeTrades(database.ownerUrl, trades);
  expect((await previewNight(who())).lines).toMatchObject([
    { act: "demote", words: [expect.stringContaining("upper bound of its mean return is below zero")] },
  ]);
  expect(await night()).toMatchObject({ acts: ["demoted"] });
  expect(await zeus()).toMatchObject({ stage: "demoted", status: "paused", book: "live" });
  expect(await resumeBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({ ok: false });
  expect(await night()).toEqual({ date: null, acts: ["returned"] });
  const back = await zeus();
  expect(back).toMatchObject({
    stage: "paper_training",
    status: "paused",
    book: "paper",
    initialCapital: "400",
    version: 2,
    liveMarketAt: null,
  });
  expect((await listBots(owner.userId)).map(({ name }) => name)).toEqual(["Zeus"]);
  const pool = (book: "live" | "paper", venue: string) => findAvailable(owner.userId, book, venue, "USDT");
  expect((await pool("live", "binance")).toFixed()).toBe("1000");
  expect((await pool("paper", "paper:binance")).toFixed()).toBe("4600");
  const own = { userId: owner.userId, book: "paper", venue: "paper:binance", asset: "USDT", botId } as const;
  expect((await findAllocated(own)).toFixed()).toBe("400");
  // evidence begins anew
  const [version] = await db.botVersion.findMany({ where: { botId, number: 2 } });
  expect(version?.createdMarketAt.getTime()).toBe(now.market);
  expect((await previewNight(who())).lines).toEqual([]);
  expect(await resumeBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({ ok: true });
  expect((await showHistory(owner.userId)).steps.map(({ kind }) => kind)).toEqual([
    "returned",
    "demoted",
    "promoted",
  ]);
});

it("a person takes a live bot back as well, and only a live one", async () => {
  expect(await demoteBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({
    ok: false,
    refusal: { code: "not_now", message: "Zeus is not live." },
  });
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  await ready("1000");
  await night();
  expect(await demoteBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({
    ok: true,
    value: { stage: "demoted" },
  });
  expect(await demoteBot({ bot: randomUUID() }, toAsk(owner))).toMatchObject({
    refusal: { code: "not_found" },
  });
});

it("the owner's settings are the ones used: policy above, the hour, and how far a live bot may fall", async () => {
  expect(Object.keys(defaultSettings.promotion)).toEqual(["policy", "hour", "liveDrawdown"]);
  await night();
  now.market = marketMs(Date.UTC(2024, 0, 13));
  await set({ hour: 5 });
  expect(await night()).toBeNull();
  await set({ hour: 2 });
  expect(await night()).toMatchObject({ date: "2024-01-13" });
  await arrangeWinner(database.ownerUrl, { userId: owner.userId, botId, until: now.market });
  await ready("1000");
  now.market = marketMs(now.market + DAY_MS);
  await night();
  now.market = marketMs(now.market + 2 * DAY_MS);
  const fell = {
    userId: owner.userId,
    botId,
    until: now.market,
    returns: [-0.05, -0.05],
    book: "live" as const,
  };
  await arrangeTrades(database.ownerUrl, fell);
  expect((await previewNight(who())).lines).toEqual([]);
  await set({ liveDrawdown: "0.02" });
  expect((await previewNight(who())).lines).toMatchObject([
    { act: "demote", words: [expect.stringContaining("fell 3 % from their highest")] },
  ]);
});
