import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import type { CommandContext } from "@/server/commands/command";
import { toDecimal } from "@/server/kernel/money";
import { findAvailable } from "@/server/ledger/find-balances";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { createBotInput } from "./core/bot";
import type { TradingBot } from "./core/trading-bot";
import { createBot } from "./create-bot";
import { listBots } from "./list-bots";
import { listTradingBots } from "./list-trading-bots";
import { pauseBot } from "./pause-bot";
import { resumeBot } from "./resume-bot";
import { seedDemoFleet } from "./seed-demo-fleet";
import { showBot } from "./show-bot";
import { arrangeMarkets, arrangePerson, asOwner, MARKET_NOW, toAsk } from "./testing/arrange-fleet";

let database: TestDatabase;
let owner: CommandContext;

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(() => database.drop());
beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000" });
});

const wanted = (change: object = {}) =>
  createBotInput.parse({ exchange: "binance", symbol: "BTC/USDT", capital: "1000", ...change });
const create = (change: object = {}, ctx = toAsk(owner)) => createBot(wanted(change), ctx);
const available = () => findAvailable(owner.userId, "demo", "paper:binance", "USDT");

describe("createBot", () => {
  it("makes a running bot of the demo book and moves its capital out of the pool, with audit and event", async () => {
    const created = await create({ name: "Zeus", params: { fast: 3, slow: 8 } });
    expect(created).toMatchObject({
      ok: true,
      value: {
        name: "Zeus",
        book: "demo",
        status: "running",
        version: 1,
        initialCapital: "1000",
        closedTrades: 0,
      },
    });
    expect((await available()).toFixed()).toBe("4000");
    const botId = created.ok ? created.value.botId : "";
    expect(await db.auditEntry.count({ where: { action: "bot.created", subject: botId } })).toBe(1);
    const events = await db.outboxEvent.findMany({ where: { userId: owner.userId, name: "bot/created" } });
    expect(events.map(({ data }) => data)).toEqual([{ botId, botName: "Zeus", reason: "first run" }]);
    const row = await db.bot.findUniqueOrThrow({ where: { id: botId } });
    expect(row.startedMarketAt?.getTime()).toBe(MARKET_NOW);
  });

  test.each([
    ["a symbol the market does not have", { symbol: "FOO/USDT" }, "not_found", /It has BTC\/USDT/],
    ["an unknown strategy", { strategy: "moon" }, "invalid", /no strategy "moon": choose one of ema-cross/],
    [
      "parameters the strategy refuses",
      { params: { fast: 30, slow: 8 } },
      "invalid",
      /shorter than the slow/,
    ],
    [
      "parameters the strategy does not know",
      { params: { leverage: 9 } },
      "invalid",
      /"leverage" is not known/,
    ],
    [
      "more capital than the pool has",
      { capital: "5000.01" },
      "insufficient_funds",
      /has 5000 USDT available/,
    ],
    ["too little for one order", { capital: "10" }, "invalid", /Give the bot at least 21.45 USDT/],
    ["an exchange without that market", { exchange: "luno" }, "not_found", /It has BTC\/ZAR/],
  ])("refuses %s, in a sentence, and changes nothing", async (_what, change, code, words) => {
    const refused = await create(change);
    expect(refused).toMatchObject({ ok: false, refusal: { code, message: expect.stringMatching(words) } });
    expect(await listBots(owner.userId)).toEqual([]);
    expect((await available()).toFixed()).toBe("5000");
  });

  it("refuses a name that is taken, whatever its case, and gives default names in turn", async () => {
    expect((await create({ name: "Zeus" })).ok).toBe(true);
    expect(await create({ name: "zeUS" })).toMatchObject({ ok: false, refusal: { code: "conflict" } });
    expect(await create()).toMatchObject({ ok: true, value: { name: "Apollo" } });
  });

  it("gives bots asked for at once different names, and never more money than there is", async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => create({ capital: "1500" })));
    const made = results.flatMap((result) => (result.ok ? [result.value] : []));
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
    expect((await available()).toFixed()).toBe(
      toDecimal("5000")
        .minus(1500 * made.length)
        .toFixed(),
    );
    expect(made.length).toBeGreaterThanOrEqual(1);
    expect(made.length).toBeLessThanOrEqual(3);
    const codes = results.flatMap((result) => (result.ok ? [] : [result.refusal.code]));
    for (const code of codes) expect(["insufficient_funds", "stale_write"]).toContain(code);
  });

  it("refuses the eleventh bot of an exchange", async () => {
    for (let bot = 0; bot < 10; bot++) expect((await create({ capital: "100" })).ok).toBe(true);
    expect(await create({ capital: "100" })).toMatchObject({ ok: false, refusal: { code: "limit_reached" } });
  });

  it("leaves the bot new while trading on paper is off", async () => {
    await asOwner(database.ownerUrl, (client) =>
      client.query(`INSERT INTO trading_mode ("userId","paper","updatedAt") VALUES ($1,false,now())`, [
        owner.userId,
      ]),
    );
    expect(await create()).toMatchObject({
      ok: true,
      value: { status: "new", statusReason: /paper is off/ },
    });
  });
});

describe("pause and resume", () => {
  it("pauses by name in any case, keeps it, and resumes", async () => {
    await create({ name: "Zeus" });
    expect(await pauseBot({ bot: "ZEUS", reason: "news" }, toAsk(owner))).toMatchObject({
      ok: true,
      value: { status: "paused", statusBy: "user", statusReason: "news", revision: 2 },
    });
    await closeDb();
    expect(await showBot(owner.userId, "zeus")).toMatchObject({ ok: true, value: { status: "paused" } });
    expect(await listTradingBots({ limit: 100 })).not.toContainEqual(
      expect.objectContaining({ userId: owner.userId }),
    );
    expect(await resumeBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({
      ok: true,
      value: { status: "running" },
    });
    expect(await resumeBot({ bot: "Zeus" }, toAsk(owner))).toMatchObject({
      ok: false,
      refusal: { code: "conflict" },
    });
  });

  it("never lets two writers win over each other: one of them is told to look again", async () => {
    const created = await create({ name: "Zeus" });
    await pauseBot({ bot: "Zeus" }, toAsk(owner));
    const results = await Promise.all(
      Array.from({ length: 6 }, () => resumeBot({ bot: "Zeus" }, toAsk(owner))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const botId = created.ok ? created.value.botId : "";
    expect(await db.auditEntry.count({ where: { action: "bot.resumed", subject: botId } })).toBe(1);
  });

  it("shows and changes nothing of another user's bots", async () => {
    const created = await create({ name: "Zeus" });
    const botId = created.ok ? created.value.botId : "";
    const other = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "100" });
    for (const bot of ["Zeus", botId]) {
      expect(await showBot(other.userId, bot)).toMatchObject({ ok: false, refusal: { code: "not_found" } });
      expect(await pauseBot({ bot }, toAsk(other))).toMatchObject({
        ok: false,
        refusal: { code: "not_found" },
      });
      expect(await resumeBot({ bot }, toAsk(other))).toMatchObject({
        ok: false,
        refusal: { code: "not_found" },
      });
    }
    expect(await listBots(other.userId)).toEqual([]);
    expect((await createBot(wanted({ name: "Zeus", capital: "50" }), toAsk(other))).ok).toBe(true);
    expect(await showBot(owner.userId, botId)).toMatchObject({
      ok: true,
      value: { status: "running", revision: 1 },
    });
  });
});

describe("listTradingBots", () => {
  it("gives what the order lifecycle needs, by timeframe, by id and in shards without overlap", async () => {
    for (const timeframe of ["1m", "5m", "5m"])
      await create({ timeframe, params: { fast: 3, slow: 8 }, capital: "100" });
    const mine = (bots: readonly TradingBot[]) => bots.filter(({ userId }) => userId === owner.userId);
    const all = mine(await listTradingBots({ limit: 1000 }));
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({
      book: "demo",
      params: { fast: 3, slow: 8 },
      initialCapital: "100",
      versionNumber: 1,
    });
    expect(mine(await listTradingBots({ timeframe: "5m", limit: 1000 }))).toHaveLength(2);
    const shards = await Promise.all(
      [0, 1, 2].map((index) => listTradingBots({ shard: { index, of: 3 }, limit: 1000 })),
    );
    expect(mine(shards.flat())).toHaveLength(3);
    const [first] = all;
    await pauseBot({ bot: first?.botId ?? "" }, toAsk(owner));
    expect(mine(await listTradingBots({ limit: 1000 }))).toHaveLength(2);
    expect(await listTradingBots({ botIds: [first?.botId ?? ""], limit: 10 })).toMatchObject([
      { status: "paused" },
    ]);
    expect(await listTradingBots({ botIds: [], limit: 10 })).toEqual([]);
  });
});

describe("seedDemoFleet", () => {
  it("makes six different bots with money, and nothing more when the demo starts again", async () => {
    const person = await arrangePerson(database.ownerUrl, { role: "owner" });
    expect(await seedDemoFleet(toAsk(person))).toEqual({ created: 6 });
    const bots = await listBots(person.userId);
    expect(bots.map(({ name }) => name)).toEqual(["Zeus", "Apollo", "Athena", "Hermes", "Artemis", "Ares"]);
    expect(bots.every(({ status }) => status === "running")).toBe(true);
    const left = await findAvailable(person.userId, "demo", "paper:binance", "USDT");
    expect(left.toFixed()).toBe("3000");
    const rand = await findAvailable(person.userId, "demo", "paper:valr", "ZAR");
    expect(rand.toFixed()).toBe("22500");
    await pauseBot({ bot: "Zeus" }, toAsk(person));
    expect(await seedDemoFleet(toAsk(person))).toEqual({ created: 0 });
    expect(await showBot(person.userId, "Zeus")).toMatchObject({ ok: true, value: { status: "paused" } });
    expect((await findAvailable(person.userId, "demo", "paper:binance", "USDT")).toFixed()).toBe("3000");
  });
});
