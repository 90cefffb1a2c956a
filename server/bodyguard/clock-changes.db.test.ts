// Midnight, summer time and a clock that is set back one hour, through the clocks that are arguments: a day's count, a
// day's lock and a day's quarantine end once, at the owner's midnight.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { catchUpWith, type MarketTime, readMarketTime } from "@/server/market/core/market-time";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { startOfDay } from "@/server/portfolio/core/owner-day";
import { countEntries } from "@/server/risk/count-entries";
import { GuardedFleet } from "./testing/guarded-fleet";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEP = 30 * MINUTE;
const HOURS_LOOKED = 9;

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

/** The first instant after `from`, to the minute, that the zone's own calendar gives another date. */
function nextDate(from: number, timeZone: string): number {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const today = calendar.format(from);
  let at = from;
  while (calendar.format(at) === today) at += MINUTE;
  return at;
}

/** A machine's clock that is set back by so much at a moment, and the market clock that follows it. */
function clockThatGoesBack(startAt: number, backAt: number, backMs: number): (elapsedMs: number) => number {
  let time: MarketTime = {
    anchor: marketMs(startAt),
    anchorMonotonicMs: 0,
    ceiling: marketMs(startAt + 1_000 * HOUR),
    speed: 1,
    endAt: null,
  };
  return (elapsedMs) => {
    const wall = startAt + elapsedMs - (startAt + elapsedMs >= backAt ? backMs : 0);
    time = catchUpWith(time, elapsedMs, wall);
    return readMarketTime(time, elapsedMs);
  };
}

async function placeEntry(fleet: GuardedFleet, botId: string): Promise<void> {
  await fleet.sql(
    `INSERT INTO orders ("userId","botId","versionId","book","venue","exchange","symbol","base","quote","purpose","side",
       "reasonCode","slotAt","leg","clientOrderId","amount","referencePrice","reserved","status","deadlineWallAt","sentWallAt",
       "marketAt","wallAt","updatedMarketAt","updatedWallAt")
     SELECT $1,$2,"id",'demo','paper:binance','binance','BTC/USDT','BTC','USDT','entry','buy','entry_signal',$3,'entry',$4,
       1,100,100,'filled',$3,$3,$3,$3,$3,$3 FROM bot_version WHERE "botId"=$2`,
    [fleet.key.userId, botId, new Date(fleet.now), randomUUID()],
  );
}

it.each([
  ["Europe/Berlin", "the night summer time begins", "2026-03-28T19:00:00Z", 0],
  ["Europe/Berlin", "the night it ends", "2026-10-24T18:00:00Z", 0],
  ["Europe/Berlin", "the night it ends, and the machine's clock is set back", "2026-10-24T18:00:00Z", HOUR],
  ["America/New_York", "the night summer time begins", "2026-03-08T01:00:00Z", 0],
  [
    "America/New_York",
    "the night it ends, and the machine's clock is set back",
    "2026-11-01T00:00:00Z",
    HOUR,
  ],
  ["Africa/Johannesburg", "any night", "2026-03-28T18:00:00Z", 0],
  ["Africa/Johannesburg", "a night in which the machine's clock is set back", "2026-03-28T18:00:00Z", HOUR],
])(
  "%s, %s: what was counted and locked for the day begins anew exactly once",
  async (timeZone, _night, start, backMs) => {
    const startAt = Date.parse(start);
    const midnight = nextDate(startAt, timeZone);
    const clock = clockThatGoesBack(startAt, midnight + 10 * MINUTE, backMs);
    const fleet = await GuardedFleet.open(own.ownerUrl, startAt);
    await fleet.sql(`INSERT INTO settings ("userId","overrides","updatedAt") VALUES ($1,$2,now())`, [
      fleet.key.userId,
      { timeZone, guards: { bookDailyLoss: "0.0001" } },
    ]);
    const botId = await fleet.addBot([{ openedAt: startAt, paid: 900 }]);
    await fleet.guard();
    fleet.price = "88";
    const seen: { at: number; entries: number; bot: string; locks: number; ends: number }[] = [];
    for (let elapsed = 0; elapsed <= HOURS_LOOKED * HOUR; elapsed += STEP) {
      fleet.now = clock(elapsed);
      await placeEntry(fleet, botId);
      await fleet.guard();
      const since = startOfDay(marketMs(fleet.now), timeZone);
      const { byBot } = await countEntries({ ...fleet.key, since });
      seen.push({
        at: fleet.now,
        entries: byBot.get(botId) ?? 0,
        bot: (await fleet.bot(botId)).status,
        locks: await fleet.told("risk/locked"),
        ends: await fleet.told("risk/unlocked"),
      });
    }
    const before = seen.filter(({ at }) => at < midnight);
    const after = seen.filter(({ at }) => at >= midnight);
    expect(before.map(({ entries }) => entries)).toEqual(before.map((_one, index) => index + 1));
    expect(after.map(({ entries }) => entries)).toEqual(after.map((_one, index) => index + 1));
    expect(new Set(before.map(({ bot }) => bot))).toEqual(new Set(["quarantined"]));
    expect(new Set(after.map(({ bot }) => bot))).toEqual(new Set(["running"]));
    expect([before.at(-1)?.locks, before.at(-1)?.ends]).toEqual([1, 0]);
    expect([after.at(-1)?.locks, after[0]?.ends, after.at(-1)?.ends]).toEqual([1, 1, 1]);
    expect([await fleet.told("bot/quarantined"), await fleet.told("bot/released")]).toEqual([1, 1]);
    // the clock that follows the machine never went back
    expect(seen.every(({ at }, index) => index === 0 || at >= (seen[index - 1]?.at ?? 0))).toBe(true);
    await fleet.close();
  },
);
