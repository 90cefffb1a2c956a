// Nights of learning over real rows: a planted target is found, noise is refused, the control group is left, what fails goes back.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { listBots } from "@/server/bots/list-bots";
import {
  arrangeMarkets,
  arrangePerson,
  asOwner,
  MARKET_NOW,
  toAsk,
} from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { arrangeTrades } from "@/server/promotion/testing/arrange-night";
import { defaultSettings, type Settings } from "@/server/settings/core/settings";
import { saveSettings } from "@/server/worker/testing/prepare-tables";
import { adoptChange, revertChange } from "./adopt-change";
import { isControl } from "./core/control-group";
import { closeLearning, findDueLearning, judgeEarlier, learnOne } from "./run-night";
import { showLearning } from "./show-learning";
import type { LogKind } from "./store";
import { peakCandles, storeCandles } from "./testing/plant-candles";

const DAY_MS = 86_400_000;

let database: TestDatabase;
let owner: CommandContext;
const now = { market: MARKET_NOW };
const clocks: Clocks = { market: () => now.market, wall: () => wallMs(Date.now()) };
const peaks = peakCandles({ cycles: 60, peak: 0.074, seed: 7 });

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
    client.query(
      `TRUNCATE app_user, bot, bot_version, position, promotion_run, learning_log, learning_run, candle, settings, trading_mode CASCADE`,
    ),
  );
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000", book: "paper" });
  now.market = marketMs(MARKET_NOW + 100 * DAY_MS);
});

const set = (learning: Partial<Settings["learning"]>) =>
  saveSettings(database, owner.userId, { trailingStop: "0", learning });
const autopilot = (on: boolean) =>
  asOwner(database.ownerUrl, (client) =>
    client.query(
      `INSERT INTO trading_mode ("userId","autopilot","updatedAt") VALUES ($1,$2,now())
       ON CONFLICT ("userId") DO UPDATE SET "autopilot" = $2`,
      [owner.userId, on],
    ),
  );

/** A bot with a dozen trades that show nothing; `control`: with an id of that group, or of the others. */
async function bot(name: string, { control = false, returns = COIN } = {}): Promise<string> {
  const params = { fast: 2, slow: 4, trend: 0 };
  const market = { exchange: "binance", symbol: "BTC/USDT", timeframe: "1h", capital: "400" };
  for (let n = 0; ; n++) {
    const made = await createBot(
      createBotInput.parse({ name: `${name}${n}`, ...market, params }),
      toAsk(owner),
    );
    if (!made.ok) throw new Error(made.refusal.message);
    const { botId } = made.value;
    if (isControl(botId, 0.2) === control) {
      await arrangeTrades(database.ownerUrl, { userId: owner.userId, botId, until: now.market, returns });
      return botId;
    }
    await asOwner(database.ownerUrl, (client) =>
      client.query(`UPDATE bot SET "stage" = 'archived' WHERE "id" = $1`, [botId]),
    );
    await asOwner(database.ownerUrl, (client) =>
      client.query(`DELETE FROM bot_version WHERE "botId" = $1`, [botId]),
    );
  }
}
const COIN = Array.from({ length: 12 }, (_one, n): number => (n % 2 === 0 ? 0.004 : -0.005));

/** The promotions of the night are done. */
const judged = () =>
  db.promotionRun.createMany({
    data: [
      {
        userId: owner.userId,
        forDate: new Date(now.market).toISOString().slice(0, 10),
        policy: "evidence",
        looked: 0,
        standOut: 0,
        promoted: 0,
        eligible: 0,
        demoted: 0,
        marketAt: new Date(now.market),
        wallAt: new Date(),
      },
    ],
    skipDuplicates: true,
  });

/** The promotions of the night, then learning, as its job carries it out. */
async function night() {
  await judged();
  const due = await findDueLearning(clocks);
  if (!due) return null;
  const back = await judgeEarlier(clocks, due);
  const acts: (LogKind | null)[] = [];
  for (const botId of due.botIds) acts.push(await learnOne(clocks, due, botId));
  await closeLearning(clocks, due, acts);
  return { date: due.date, acts, back };
}
const view = async (botId: string) => (await listBots(owner.userId)).find((one) => one.botId === botId);
const fiveNights = async () => {
  for (let n = 0; n < 5; n++) {
    await night();
    now.market = marketMs(now.market + DAY_MS);
  }
};

it("a planted better target is found within five nights, each step a version with its evidence", async () => {
  await set({});
  await autopilot(true);
  await storeCandles(database.ownerUrl, peaks, now.market);
  const botId = await bot("Zeus");
  await fiveNights();
  const { exits, version } = (await view(botId)) ?? {};
  expect(Number(exits?.target)).toBeGreaterThan(0.066);
  expect(Number(exits?.target)).toBeLessThan(0.075);
  const { lines } = await showLearning(owner.userId);
  const adopted = lines.filter(({ kind }) => kind === "adopted");
  expect(adopted).toHaveLength((version ?? 0) - 1);
  for (const { change, judged } of adopted) {
    expect(judged?.low).toBeGreaterThan(0);
    for (const { from, to } of change) expect(Math.abs(to / from - 1)).toBeLessThanOrEqual(0.1 + 1e-9);
  }
  expect(await db.auditEntry.count({ where: { action: "learning.adopted", subject: botId } })).toBe(
    adopted.length,
  );
});

it("the control group is never changed, a bot with few trades is not asked, and the night is done once", async () => {
  await set({});
  await autopilot(true);
  await storeCandles(database.ownerUrl, peaks, now.market);
  const control = await bot("Hera", { control: true });
  const young = await bot("Eros", { returns: COIN.slice(0, 9) });
  expect(await findDueLearning(clocks)).toBeNull();
  expect(await night()).toMatchObject({ acts: [] });
  expect(await night()).toBeNull();
  for (const botId of [control, young]) expect(await view(botId)).toMatchObject({ version: 1, exits: null });
  expect((await showLearning(owner.userId)).control).toMatchObject([{ botId: control }]);
});

it("what only fits the past is refused, and the log says with which figures", async () => {
  await set({});
  await autopilot(true);
  // a wider target is better on all that is fitted on, and misses every peak after that
  const turned = peakCandles({ cycles: 60, peak: 0.074, lastPeak: 0.0535, seed: 7 });
  await storeCandles(database.ownerUrl, turned, now.market);
  const botId = await bot("Zeus");
  expect(await night()).toMatchObject({ acts: ["refused"] });
  expect(await view(botId)).toMatchObject({ version: 1, exits: null });
  const [line] = (await showLearning(owner.userId)).lines;
  expect(line?.reason).toMatch(/not shown to be better/);
  const row = await db.learningLog.findFirstOrThrow({ where: { botId } });
  const { walk } = row.evidence as { walk: { fitted: { best: number; now: number } } };
  expect(walk.fitted.best).toBeGreaterThan(walk.fitted.now);
});

it("a bot past half its evidence is left alone until it is judged", async () => {
  await set({});
  await autopilot(true);
  await storeCandles(database.ownerUrl, peaks, now.market);
  const returns = Array.from({ length: 30 }, (_one, n) => (n % 4 === 3 ? -0.004 : 0.006));
  const botId = await bot("Zeus", { returns });
  expect(await night()).toMatchObject({ acts: ["left"] });
  expect(await view(botId)).toMatchObject({ version: 1 });
});

it("without autopilot a change is a proposal: adopted by a person once, and taken back by one", async () => {
  await set({});
  await storeCandles(database.ownerUrl, peaks, now.market);
  const botId = await bot("Zeus");
  expect(await night()).toMatchObject({ acts: ["proposed"] });
  expect(await view(botId)).toMatchObject({ version: 1, exits: null });
  const [{ logId = "" } = {}] = (await showLearning(owner.userId)).lines;
  expect(await adoptChange({ logId }, toAsk(owner))).toMatchObject({ ok: true });
  expect(await view(botId)).toMatchObject({ version: 2, exits: { target: "0.055" } });
  expect(await adoptChange({ logId }, toAsk(owner))).toMatchObject({ refusal: { code: "not_now" } });
  const adopted = (await showLearning(owner.userId)).lines.find(({ kind }) => kind === "adopted");
  expect(await revertChange({ logId: adopted?.logId ?? "" }, toAsk(owner))).toMatchObject({ ok: true });
  expect(await view(botId)).toMatchObject({ version: 3, exits: null });
  expect(await revertChange({ logId: adopted?.logId ?? "" }, toAsk(owner))).toMatchObject({ ok: false });
});

it("a changed bot that falls behind its control goes back to what it was; one that does not is kept", async () => {
  expect(Object.keys(defaultSettings.learning)).toEqual([
    ...[
      "controlShare",
      "step",
      "botsPerNight",
      "setsPerBot",
      "secondsPerBot",
      "rollbackTrades",
      "rollbackBehind",
    ],
  ]);
  await set({});
  await autopilot(true);
  await storeCandles(database.ownerUrl, peaks, now.market);
  const zeus = await bot("Zeus");
  const control = await bot("Hera", { control: true });
  await night();
  expect(await view(zeus)).toMatchObject({ version: 2 });
  const trade = (botId: string, one: number, count: number) =>
    arrangeTrades(database.ownerUrl, {
      userId: owner.userId,
      botId,
      until: now.market,
      returns: Array.from({ length: count }, () => one),
    });
  now.market = marketMs(now.market + 4 * DAY_MS);
  // 30 trades of -1 % with 30 % of the capital: 9 % behind standing still, 10.8 % behind a control that earned 1.8 %
  await trade(zeus, -0.01, 30);
  await set({ rollbackTrades: 31 });
  expect((await night())?.back).toBe(0);
  await trade(control, 0.002, 30);
  await set({ setsPerBot: 2 });
  now.market = marketMs(now.market + DAY_MS);
  expect((await night())?.back).toBe(1);
  const { lines, improvement } = await showLearning(owner.userId);
  expect(lines.find(({ kind }) => kind === "rolled_back")).toMatchObject({ botId: zeus });
  expect(lines.filter(({ outcome }) => outcome === "rolled_back").length).toBeGreaterThan(0);
  expect(improvement).toMatchObject({ verdict: "worse", changed: { trades: 30 }, control: { trades: 30 } });
});

it("the budget is the owner's: bots a night, sets and seconds a bot, the step, and the control group's share", async () => {
  await autopilot(false);
  await storeCandles(database.ownerUrl, peaks, now.market);
  const first = await bot("Zeus");
  await bot("Ares");
  await set({ botsPerNight: 1 });
  const one = await night();
  expect(one?.acts).toHaveLength(1);
  now.market = marketMs(now.market + DAY_MS);
  expect((await night())?.acts).toHaveLength(1);
  // who was not looked at comes first
  expect(new Set((await showLearning(owner.userId)).lines.map(({ botId }) => botId)).size).toBe(2);
  now.market = marketMs(now.market + DAY_MS);
  await set({ controlShare: "1" });
  expect((await night())?.acts).toEqual([]);
  now.market = marketMs(now.market + DAY_MS);
  await set({ step: "0.02", setsPerBot: 4 });
  await night();
  const lines = (await showLearning(owner.userId)).lines.filter(({ botId }) => botId === first);
  expect(lines[0]?.tried).toBe(12);
  for (const { from, to } of lines[0]?.change ?? [])
    expect(Math.abs(to / from - 1)).toBeLessThanOrEqual(0.02 + 1e-9);
  now.market = marketMs(now.market + DAY_MS);
  await set({ secondsPerBot: 1, setsPerBot: 500 });
  await judged();
  const due = await findDueLearning(clocks);
  if (!due) throw new Error("no night is due");
  // every look at the clock is two seconds later: its time is over after the first try
  let ms = Date.now();
  const slow: Clocks = {
    market: clocks.market,
    wall: () => {
      ms += 2_000;
      return wallMs(ms);
    },
  };
  expect(await learnOne(slow, due, first)).toBe("refused");
  expect((await showLearning(owner.userId)).lines[0]?.reason).toMatch(/time of its night was over/);
});
