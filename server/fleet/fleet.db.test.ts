import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { hasEntry } from "@/server/audit/has-entry";
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
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { sumOf, toDecimal } from "@/server/kernel/money";
import { findAvailable } from "@/server/ledger/find-balances";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { defaultSettings } from "@/server/settings/core/settings";
import { saveSettings } from "@/server/worker/testing/prepare-tables";
import { leaves, merge, type Tree, toTree } from "@/server/worker/testing/settings-tree";
import { findDueSpawn, spawnDaily } from "./daily-spawn";
import { listTemplates } from "./list-templates";
import { previewSpawn, showSpawnPlan, spawnBots } from "./spawn-bots";

const DAY_MS = 86_400_000;
let database: TestDatabase;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(() => database.drop());

beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "45000" });
  await settle({ displayCurrency: "USDT" });
});

const settle = (settings: Tree) => saveSettings(database, owner.userId, settings);
const later = (days: number) => ({ ...toAsk(owner), marketNow: plusMs(MARKET_NOW, days * DAY_MS) });
const available = () => findAvailable(owner.userId, "demo", "paper:binance", "USDT");

describe("spawnBots", () => {
  it("bears what its preview said, from templates, with equal shares out of the pool, in one commit", async () => {
    const shown = await showSpawnPlan({ count: 5 }, toAsk(owner));
    const card = await previewSpawn({ count: 5 }, toAsk(owner));
    const ctx = toAsk(owner);
    const spawned = await spawnBots({ count: 5 }, ctx);
    if (!shown.ok || !spawned.ok || !card.ok) throw new Error("refused");
    expect(spawned.value.bots.map(({ botId: _, ...birth }) => birth)).toEqual(shown.value.births);
    expect(card.value.changes.map(({ label }) => label)).toEqual(shown.value.births.map(({ name }) => name));
    const bots = await listBots(owner.userId);
    expect(bots).toHaveLength(5);
    // 45000 × 0.8 / 45
    for (const bot of bots)
      expect(bot).toMatchObject({ status: "running", initialCapital: "800", book: "demo" });
    expect((await available()).toFixed()).toBe("41000");
    for (const { name, template } of spawned.value.bots) {
      const bot = bots.find((each) => each.name === name);
      const made = listTemplates().find(({ id }) => id === template);
      expect(bot?.params).toEqual(made?.params);
      expect(bot?.exits).toMatchObject({
        stop: { ratio: String(made?.stop) },
        target: String(made?.takeProfit),
      });
    }
    expect(await db.auditEntry.count({ where: { runId: ctx.runId } })).toBe(6);
    expect(await hasEntry("fleet.spawned", ctx.runId)).toBe(true);
  });

  it("fills without a number: a day's ten, then nothing until the owner's midnight", async () => {
    await settle({ displayCurrency: "USDT", slots: { binance: 30 } });
    expect(await spawnBots({}, toAsk(owner))).toMatchObject({ ok: true, value: { bots: { length: 10 } } });
    expect(await spawnBots({}, toAsk(owner))).toMatchObject({
      ok: false,
      refusal: {
        code: "limit_reached",
        message: expect.stringContaining("10 of at most 10 a day were born today"),
      },
    });
    expect(await spawnBots({ count: 4 }, later(1))).toMatchObject({ ok: true });
    expect(await listBots(owner.userId)).toHaveLength(14);
  });

  it("keeps slots, the day and the money however many ask at once", async () => {
    const results = await Promise.all([4, 4, 4, 4].map((count) => spawnBots({ count }, toAsk(owner))));
    const bots = await listBots(owner.userId);
    const born = results.filter(({ ok }) => ok).length * 4;
    expect(born).toBeGreaterThanOrEqual(4);
    expect(bots).toHaveLength(born);
    expect(bots.length).toBeLessThanOrEqual(10);
    const held = sumOf(bots.map(({ initialCapital }) => toDecimal(initialCapital)));
    expect((await available()).plus(held).toFixed()).toBe("45000");
    for (const result of results)
      if (!result.ok) expect(["stale_write", "limit_reached"]).toContain(result.refusal.code);
  });

  it("never gives out the reserve, whatever bots made by hand took before", async () => {
    const made = createBotInput.parse({ exchange: "binance", symbol: "BTC/USDT", capital: "35000" });
    expect((await createBot(made, toAsk(owner))).ok).toBe(true);
    // of 36000 that may be allocated 1000 are left: one share of 800
    expect(await spawnBots({ count: 3 }, toAsk(owner))).toMatchObject({
      ok: false,
      refusal: {
        code: "insufficient_funds",
        message: expect.stringContaining("the rest is the reserve. 1 can be born now"),
      },
    });
    expect(await spawnBots({}, toAsk(owner))).toMatchObject({ ok: true, value: { bots: { length: 1 } } });
  });

  test.each([
    ["60 bots", { count: 60 }, "limit_reached", /60 bots are too many/],
    [
      "an exchange without money",
      { count: 2, exchange: "kucoin" },
      "insufficient_funds",
      /KuCoin lacks 1600 USDT for 2 more bots: it has 0 of 1600/,
    ],
    [
      "an exchange whose share nobody can reckon",
      { count: 1, exchange: "luno" },
      "not_now",
      /is not known yet/,
    ],
  ] as const)("refuses %s and changes nothing", async (_what, input, code, words) => {
    const refused = await spawnBots(input, toAsk(owner));
    expect(refused).toMatchObject({ ok: false, refusal: { code, message: expect.stringMatching(words) } });
    expect(await previewSpawn(input, toAsk(owner))).toEqual(refused);
    expect(await showSpawnPlan(input, toAsk(owner))).toMatchObject({ ok: true, value: { births: [] } });
    expect(await listBots(owner.userId)).toEqual([]);
  });

  it("shows what is missing, exchange by exchange", async () => {
    const shown = await showSpawnPlan({ count: 2, exchange: "kucoin" }, toAsk(owner));
    expect(shown).toMatchObject({
      ok: true,
      value: {
        lacks: [
          { exchange: "kucoin", asset: "USDT", bots: 2, required: "1600", available: "0", deficit: "1600" },
        ],
      },
    });
  });

  it("bears waiting bots while trading on paper is off", async () => {
    await turn({ paper: false });
    expect(await spawnBots({ count: 1 }, toAsk(owner))).toMatchObject({ ok: true });
    expect(await listBots(owner.userId)).toMatchObject([{ status: "new", statusReason: /paper is off/ }]);
  });
});

const turn = (mode: { readonly paper?: boolean; readonly autopilot?: boolean; readonly halted?: boolean }) =>
  asOwner(database.ownerUrl, (client) =>
    client.query(
      `INSERT INTO trading_mode ("userId","paper","autopilot","halted","updatedAt") VALUES ($1,$2,$3,$4,now())
       ON CONFLICT ("userId") DO UPDATE SET "paper" = $2, "autopilot" = $3, "halted" = $4`,
      [owner.userId, mode.paper ?? true, mode.autopilot ?? false, mode.halted ?? false],
    ),
  );

const clocksAt = (at: number) => ({ market: () => marketMs(at), wall: () => wallMs(Date.now()) });
/** 01:30 of a January day in Johannesburg. */
const halfPastOne = (day: number) => clocksAt(Date.UTC(2024, 0, day - 1, 23, 30));

describe("the daily look", () => {
  const due = (day: number) => ({ userId: owner.userId, date: `2024-01-${String(day).padStart(2, "0")}` });

  it("is due once a local date, only while autopilot is on", async () => {
    await onlyOwner();
    expect(await findDueSpawn(halfPastOne(10))).toBeNull();
    await turn({ autopilot: true, halted: true });
    expect(await findDueSpawn(halfPastOne(10))).toBeNull();
    await turn({ autopilot: true });
    expect(await findDueSpawn(halfPastOne(10))).toEqual(due(10));
    const made = await spawnDaily(halfPastOne(10), due(10));
    expect(made.born).toBe(10);
    expect(await findDueSpawn(halfPastOne(10))).toBeNull();
    // before the hour of the next day, and after it
    expect(await findDueSpawn(clocksAt(Date.UTC(2024, 0, 10, 22, 59)))).toBeNull();
    expect(await findDueSpawn(halfPastOne(11))).toEqual(due(11));
    // an outage of a week leaves the newest alone
    expect(await findDueSpawn(halfPastOne(18))).toEqual(due(18));
  });

  it("writes down why nothing was born, and does not ask again that day", async () => {
    await onlyOwner();
    await turn({ autopilot: true });
    await settle({ displayCurrency: "USDT", botsMax: 1 });
    await createBot(
      createBotInput.parse({ exchange: "binance", symbol: "BTC/USDT", capital: "100" }),
      toAsk(owner),
    );
    expect(await spawnDaily(halfPastOne(20), due(20))).toMatchObject({ born: 0, words: /1 of its 1 bots/ });
    const entry = await db.auditEntry.findFirstOrThrow({
      where: { action: "fleet.checked", userId: owner.userId },
    });
    expect(entry).toMatchObject({ subject: "2024-01-20", actor: expect.stringContaining("daily-spawn") });
    expect(await findDueSpawn(halfPastOne(20))).toBeNull();
  });
});

/** The rule finds the first owner: the others of this file step back. */
const onlyOwner = () =>
  asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE app_user SET "role" = CASE WHEN "id" = $1 THEN 'owner' ELSE 'viewer' END::"Role"`, [
      owner.userId,
    ]),
  );

describe("settings", () => {
  const modes = (settings: Tree) => seen(settings, { count: 8, seed: 3 });
  const CASES: readonly (readonly [path: string, to: unknown, see: (settings: Tree) => Promise<unknown>])[] =
    [
      ["fleet.perDay", 3, (settings) => seen(settings, { count: 4 })],
      [
        "fleet.hour",
        5,
        async (settings) => {
          await onlyOwner();
          await turn({ autopilot: true });
          await settle(settings);
          return findDueSpawn(halfPastOne(25));
        },
      ],
      ["fleet.mix.safe", "1", modes],
      ["fleet.mix.balanced", "0", modes],
      ["fleet.mix.risky", "1", modes],
      ["fleet.mix.aggressive", "1", modes],
    ];
  const seen = async (settings: Tree, input: object) => {
    await settle(settings);
    const shown = await showSpawnPlan(input, toAsk(owner));
    return shown.ok && [shown.value.refusal, shown.value.births];
  };

  it("names a case for every setting of the fleet", () => {
    const all = leaves({ fleet: defaultSettings.fleet }).toSorted();
    expect(CASES.map(([path]) => path).toSorted()).toEqual(all);
  });
  test.each(CASES)("uses %s", async (path, to, see) => {
    const plain = { displayCurrency: "USDT" };
    const before = await see(plain);
    expect(await see(merge(plain, toTree(path, to)))).not.toEqual(before);
  });
});
