// Every setting of the bodyguard is changed once, and what it says of a bot, a crowd or a quarantine is another thing than before.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Trade } from "@/server/bodyguard/core/bot-facts";
import { decideStep } from "@/server/bodyguard/core/confirm";
import { judgeBot } from "@/server/bodyguard/core/judge-bot";
import { confirmRulesOf } from "@/server/bodyguard/core/rules-of";
import { quarantineLadder } from "@/server/bodyguard/keep-ladder";
import { showBodyguard } from "@/server/bodyguard/show-status";
import { GuardedFleet } from "@/server/bodyguard/testing/guarded-fleet";
import { marketMs, plusMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { defaultSettings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { saveSettings } from "./testing/prepare-tables";
import { leaves, type Tree, toTree } from "./testing/settings-tree";

const cases: readonly (readonly [setting: string, to: unknown])[] = [
  ["bodyguard.hourLoss", "0.03"],
  ["bodyguard.streakLeast", 60],
  ["bodyguard.streakChance", "0.2"],
  ["bodyguard.tradesPerHour", 2],
  ["bodyguard.planFactor", 4],
  ["bodyguard.sizeJump", 9],
  ["bodyguard.lossJump", 9],
  ["bodyguard.driftLimit", 50],
  ["bodyguard.crowdMost", 1],
  ["bodyguard.hysteresis", "0.2"],
  ["bodyguard.confirmMinutes", 5],
  ["bodyguard.ladder.first", 2],
  ["bodyguard.ladder.second", 7],
  ["bodyguard.ladder.third", 48],
  ["bodyguard.ladderDays", 1],
];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const AT = marketMs(Date.UTC(2026, 10, 22, 10));
/** Had no, one and two quarantines that ended two days ago. */
const rested = [randomUUID(), randomUUID(), randomUUID()];

let database: TestDatabase;
let fleet: GuardedFleet;
beforeAll(async () => {
  database = await createTestDatabase();
  fleet = await GuardedFleet.open(database.ownerUrl, AT);
  await fleet.addBot();
  await fleet.addBot();
  const endedAt = new Date(AT - 48 * HOUR_MS);
  for (const botId of [rested[1], rested[2], rested[2]])
    await db.rogueDetection.create({
      data: {
        ...fleet.key,
        botId: botId ?? "",
        subject: "Zeus",
        check: "streak",
        severity: "high",
        state: "ended",
        act: "quarantined",
        outcome: "released",
        value: 1,
        threshold: 1,
        reason: "",
        window: "",
        figures: {},
        firstMarketAt: endedAt,
        firstWallAt: endedAt,
        endedMarketAt: endedAt,
      },
    });
});
afterAll(async () => {
  await fleet?.close();
  await database?.drop();
});

const trades = Array.from({ length: 60 }, (_unused, index): Trade => {
  const closedAt = plusMs(AT, -(60 - index) * HOUR_MS * 6);
  return {
    openedAt: plusMs(closedAt, -HOUR_MS),
    closedAt,
    paid: 300,
    result: index % 2 === 0 ? -0.02 : 0.03,
  };
});
/** Three more within the last hour. */
const opened = [10, 20, 30].map((minutes): Trade => {
  const openedAt = plusMs(AT, -minutes * MINUTE_MS);
  return { openedAt, closedAt: null, paid: 300, result: null };
});
const facts = (candleMs: number) => ({
  at: AT,
  watchedFrom: marketMs(0),
  capitalSince: marketMs(0),
  candleMs,
  currency: "USDT",
  invested: 1_000,
  samples: [{ at: AT, profit: 0 }],
  fall: 0,
  trades: [...trades, ...opened],
});

/** What an owner would see with these settings. */
async function see(settings: Tree): Promise<string> {
  await saveSettings(database, fleet.key.userId, settings);
  const now = await getSettings(fleet.key.userId);
  const rules = confirmRulesOf(now);
  const suspected = { state: "suspected", firstAt: plusMs(AT, -10 * MINUTE_MS) } as const;
  const look = { at: AT, value: 0.9, limit: 1, looks: 2, whole: false } as const;
  const { checks } = await showBodyguard(fleet.key);
  const rungs = rested.map((botId) =>
    quarantineLadder.rungOf({ userId: fleet.key.userId, botId, marketNow: AT }),
  );
  return JSON.stringify({
    limits: [HOUR_MS / 12, 24 * HOUR_MS].map((candle) =>
      judgeBot(facts(candle), now).map(({ check, limit }) => [check, limit]),
    ),
    crowd: checks.find(({ check }) => check === "crowding")?.worst,
    near: decideStep({ ...suspected, state: "confirmed" }, look, rules),
    late: decideStep(suspected, { ...look, value: 2 }, rules),
    rungs: await Promise.all(rungs),
  });
}

it("every setting of it is tried here", () => {
  expect(cases.map(([path]) => path).toSorted()).toEqual(
    leaves(defaultSettings)
      .filter((path) => path.startsWith("bodyguard."))
      .toSorted(),
  );
});

it.each(cases)("%s", async (path, to) => {
  expect(await see(toTree(path, to))).not.toBe(await see({}));
});
