import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listDetections } from "./list-detections";
import { markDetection } from "./mark-detection";
import { previewRelease, releaseBot } from "./release-bot";
import { showBodyguard } from "./show-status";
import { GuardedFleet, usualTrades } from "./testing/guarded-fleet";

const NOON = Date.UTC(2026, 10, 22, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let own: TestDatabase;
let fleet: GuardedFleet;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  fleet = await GuardedFleet.open(own.ownerUrl, NOON);
});
afterEach(() => fleet.close());

/** A bot that is watched already when it begins to lose, in small trades and in its usual time. */
async function streaker(run = 18): Promise<string> {
  const botId = await fleet.addBot(usualTrades(50, fleet.now - HOUR));
  await fleet.look();
  fleet.pass(run * 8 * 60);
  const lost = usualTrades(run, fleet.now - MINUTE).map((trade) => ({ ...trade, result: -0.004 }));
  await fleet.addTrades(botId, lost);
  return botId;
}
const statusOf = async (botId: string) => (await fleet.bot(botId)).status;

describe("a loss of more than 8 % within an hour", () => {
  it("quarantines at once for the first step of the ladder, with its evidence, and is not held against the bot again", async () => {
    const botId = await fleet.addBot();
    await fleet.addTrades(botId, [{ openedAt: fleet.now, paid: 500 }]);
    await fleet.look();
    fleet.pass(5, "84.1"); // 79.5 of 1000
    await fleet.look();
    expect(await statusOf(botId)).toBe("running");
    fleet.pass(5, "83.9");
    const at = fleet.now;
    await fleet.look();
    expect(await fleet.bot(botId)).toMatchObject({ status: "quarantined", statusBy: "system" });
    expect((await fleet.bot(botId)).quarantinedUntil?.getTime()).toBe(at + HOUR);
    const [row] = await fleet.found();
    expect(row).toMatchObject({
      check: "hour_loss",
      severity: "critical",
      state: "confirmed",
      act: "quarantined",
      rung: 1,
      outcome: "open",
      faultMarketAt: new Date(NOON),
      confirmedMarketAt: new Date(at),
    });
    expect([row?.value.toNumber(), row?.threshold.toNumber()]).toEqual([0.0805, 0.08]);
    expect(row?.figures).toMatchObject({ lost: "80.5 USDT", capital: "1000 USDT" });
    expect([await fleet.told("bot/quarantined"), await fleet.audited("bot.quarantined")]).toEqual([1, 1]);
    fleet.pass(59);
    await fleet.guard();
    expect(await statusOf(botId)).toBe("quarantined");
    fleet.pass(1);
    await fleet.guard();
    await fleet.look();
    expect(await statusOf(botId)).toBe("running");
    expect((await fleet.found()).map(({ outcome }) => outcome)).toEqual(["released"]);
  });

  it("a gain of 15 % never does, nor what falls back a little from it", async () => {
    const botId = await fleet.addBot();
    await fleet.addTrades(botId, [{ openedAt: fleet.now, paid: 500 }]);
    await fleet.look();
    for (const price of ["110", "130", "126", "131", "129"]) {
      fleet.pass(5, price);
      await fleet.look();
      await fleet.guard();
    }
    expect([await statusOf(botId), await fleet.found()]).toEqual(["running", []]);
  });
});

describe("a losing streak", () => {
  it("is suspected at the first look and quarantines at the second; a look that ran twice is one", async () => {
    const botId = await streaker();
    await fleet.look();
    await fleet.look();
    expect(await statusOf(botId)).toBe("running");
    expect(await fleet.found()).toMatchObject([{ check: "streak", state: "suspected", act: "none" }]);
    fleet.pass(5);
    await fleet.look();
    const [row] = await fleet.found();
    expect(row).toMatchObject({ state: "confirmed", act: "quarantined", rung: 1 });
    expect((row?.confirmedMarketAt?.getTime() ?? 0) - (row?.firstMarketAt.getTime() ?? 0)).toBe(5 * MINUTE);
    expect(await statusOf(botId)).toBe("quarantined");
  });

  it("that ends before the second look is cleared, and one nobody can confirm in time lapses", async () => {
    const botId = await streaker();
    await fleet.look();
    fleet.pass(5);
    const closedAt = fleet.now - 1;
    await fleet.addTrades(botId, [{ openedAt: closedAt - MINUTE, closedAt, paid: 300, result: 0.02 }]);
    await fleet.look();
    expect(await fleet.found()).toMatchObject([{ outcome: "cleared", act: "none" }]);
    const other = await streaker();
    await fleet.look();
    fleet.pass(16);
    await fleet.look();
    const ofOther = (await fleet.found()).filter((one) => one.botId === other);
    expect(ofOther.map(({ outcome }) => outcome)).toContain("lapsed");
    expect(await statusOf(other)).toBe("running");
  });

  it("of a bot that its owner pauses meanwhile is left alone", async () => {
    const botId = await streaker();
    await fleet.look();
    await db.bot.update({ where: { id: botId }, data: { status: "paused", statusBy: "user" } });
    fleet.pass(5);
    await fleet.look();
    expect(await statusOf(botId)).toBe("paused");
    expect(await fleet.found()).toMatchObject([{ outcome: "left", act: "none" }]);
  });
});

describe("the ladder", () => {
  /** One more loss of 9 % within an hour, and its end. */
  async function fall(botId: string): Promise<number> {
    await fleet.sellAtCost(botId);
    await fleet.addTrades(botId, [{ openedAt: fleet.now, paid: 500 }]);
    fleet.pass(0, "100");
    await fleet.look();
    fleet.pass(5, "82");
    await fleet.look();
    const { status, quarantinedUntil } = await fleet.bot(botId);
    return status === "quarantined" ? (quarantinedUntil?.getTime() ?? 0) - fleet.now : -1;
  }
  async function sitOut(ms: number): Promise<void> {
    fleet.pass(ms / MINUTE);
    await fleet.guard();
  }

  it("is 1 h, 3 h, 24 h, then the archive: what the bot holds is sold, and its owner may take it back", async () => {
    const botId = await fleet.addBot();
    for (const hours of [1, 3, 24]) {
      const rest = await fall(botId);
      expect(rest).toBe(hours * HOUR);
      await sitOut(rest);
    }
    await fall(botId);
    expect(await fleet.bot(botId)).toMatchObject({ stage: "archived", status: "paused", statusBy: "system" });
    const asked = await db.position.findFirstOrThrow({ where: { botId, status: "open" } });
    expect(asked.closeAskedWallAt).not.toBeNull();
    expect([await fleet.told("bot/archived"), await fleet.audited("bot.archived")]).toEqual([1, 1]);
    expect((await fleet.found()).at(-1)).toMatchObject({ act: "archived", rung: 4, outcome: "archived" });
    expect(await previewRelease({ bot: botId }, fleet.ctx())).toMatchObject({ ok: true });
    expect(await releaseBot({ bot: botId }, fleet.ctx())).toMatchObject({
      ok: true,
      value: { stage: "paper_training", status: "paused" },
    });
    expect((await fleet.found()).at(-1)).toMatchObject({ outcome: "restored" });
    expect(await releaseBot({ bot: botId }, fleet.ctx())).toMatchObject({
      ok: false,
      refusal: { code: "not_now" },
    });
  });

  it("does not count what the owner called a false alarm, nor what is long over", async () => {
    const botId = await fleet.addBot();
    await sitOut(await fall(botId));
    const [row] = await fleet.found();
    const mark = { detectionId: row?.id ?? "", verdict: "false_alarm" as const, note: "a bad tick" };
    expect(await markDetection(mark, fleet.ctx())).toMatchObject({
      ok: true,
      value: { verdict: "false_alarm", verdictNote: "a bad tick" },
    });
    expect(await fall(botId)).toBe(HOUR);
    await sitOut(HOUR);
    fleet.pass(8 * 24 * 60);
    expect(await fall(botId)).toBe(HOUR);
    const { judgement } = await showBodyguard(fleet.key);
    expect(judgement).toMatchObject({ acted: 3, right: 0, falseAlarms: 1, unmarked: 2, falseRate: 1 });
    expect(judgement.delayMs).toEqual({ median: 5 * MINUTE, longest: 5 * MINUTE });
  });

  it("is the one of the guards too: a day's loss rests until midnight, is kept with its evidence, and counts", async () => {
    const botId = await fleet.addBot([{ openedAt: fleet.now, paid: 900 }]);
    await fleet.guard();
    fleet.pass(0, "88"); // 108 of 1000
    await fleet.guard();
    const [row] = await fleet.found();
    expect(row).toMatchObject({ check: "bot_day_loss", act: "quarantined", rung: 1, severity: "high" });
    expect((await fleet.bot(botId)).quarantinedUntil).toEqual(new Date(Date.UTC(2026, 10, 22, 22)));
    fleet.now = Date.UTC(2026, 10, 22, 22);
    await fleet.guard();
    expect(await fall(botId)).toBe(3 * HOUR);
  });
});

describe("letting a bot go early", () => {
  it("is a card, audited, and neither the guards nor the bodyguard take it back for the same", async () => {
    const botId = await fleet.addBot([{ openedAt: fleet.now, paid: 900 }]);
    await fleet.guard();
    await fleet.look();
    fleet.pass(5, "88");
    await fleet.guard();
    expect(await statusOf(botId)).toBe("quarantined");
    const preview = await previewRelease({ bot: botId }, fleet.ctx());
    expect(preview).toMatchObject({
      ok: true,
      value: { changes: [{ now: "quarantined", after: "running" }, { label: "Why it rests" }] },
    });
    expect(await releaseBot({ bot: botId }, fleet.ctx())).toMatchObject({ ok: true });
    for (let round = 0; round < 3; round++) {
      fleet.pass(5);
      await fleet.guard();
      await fleet.look();
    }
    expect(await statusOf(botId)).toBe("running");
    expect(await fleet.found()).toMatchObject([{ outcome: "let_go" }]);
    expect(await releaseBot({ bot: botId }, fleet.ctx())).toMatchObject({
      ok: false,
      refusal: { code: "not_now" },
    });
  });
});

describe("crowding", () => {
  it("is told after two looks, pauses nobody, and ends when the crowd is gone", async () => {
    const bots: string[] = [];
    for (let count = 0; count < 5; count++) bots.push(await fleet.addBot());
    await fleet.look();
    expect(await fleet.found()).toEqual([]);
    bots.push(await fleet.addBot());
    for (let round = 0; round < 3; round++) {
      fleet.pass(5);
      await fleet.look();
    }
    expect(await fleet.found()).toMatchObject([
      {
        check: "crowding",
        subject: "binance BTC/USDT buy",
        state: "confirmed",
        act: "told",
        outcome: "open",
      },
    ]);
    expect(await db.bot.count({ where: { userId: fleet.key.userId, status: "running" } })).toBe(6);
    await db.bot.update({ where: { id: bots[0] ?? "" }, data: { status: "paused" } });
    fleet.pass(5);
    await fleet.look();
    expect(await fleet.found()).toMatchObject([{ outcome: "cleared" }]);
  });
});

it("the lock of a book's day is kept among the detections, and ended with it", async () => {
  const small = await GuardedFleet.open(own.ownerUrl, NOON, "paper");
  await db.riskGuard.create({
    data: {
      ...small.key,
      scope: "part",
      subject: "USDT",
      peakProfit: "0",
      dayKey: "2026-11-22",
      dayProfit: "0",
      lastProfit: "-60000",
      lastMarketAt: new Date(NOON),
      lockedUntil: new Date(NOON + 12 * HOUR),
      reason: "Lost 6.00 % of 1000000 USDT since midnight",
      updatedWallAt: new Date(NOON),
    },
  });
  await small.look();
  await small.look();
  expect(await small.found()).toMatchObject([
    { check: "book_day_loss", severity: "critical", act: "locked", outcome: "open" },
  ]);
  await db.riskGuard.updateMany({ where: small.key, data: { lockedUntil: null } });
  await small.look();
  expect(await small.found()).toMatchObject([{ outcome: "released" }]);
  await small.close();
});

it("a worker that stands by does nothing, and two looks at once quarantine once", async () => {
  const botId = await fleet.addBot([{ openedAt: fleet.now, paid: 500 }]);
  await fleet.look();
  fleet.pass(5, "80");
  fleet.leads = false;
  await fleet.look();
  expect(await statusOf(botId)).toBe("running");
  fleet.leads = true;
  await Promise.all([fleet.look(), fleet.look(), fleet.guard()]);
  expect(await statusOf(botId)).toBe("quarantined");
  expect((await fleet.found()).filter(({ act }) => act === "quarantined")).toHaveLength(1);
  expect(await fleet.audited("bot.quarantined")).toBe(1);
});

it("the status names the nearest bot of each check, and the list goes on page by page", async () => {
  const botId = await fleet.addBot([
    ...usualTrades(30, fleet.now - HOUR),
    { openedAt: fleet.now, paid: 500 },
  ]);
  await fleet.look();
  fleet.pass(5, "92");
  await fleet.look();
  const status = await showBodyguard(fleet.key);
  const worst = status.checks.find(({ check }) => check === "hour_loss")?.worst;
  expect(worst).toMatchObject({ of: "Bot 1", botId, limit: "0.08" });
  expect(worst?.share).toBeCloseTo(0.04 / 0.08, 6);
  expect(status.checks.every(({ settings }) => settings.every(({ value }) => value !== ""))).toBe(true);
  for (let count = 0; count < 3; count++) await streaker();
  await fleet.look();
  const first = await listDetections({ userId: fleet.key.userId, confirmedOnly: false, limit: 2 });
  expect(first.detections).toHaveLength(2);
  const cursor = first.nextCursor ?? "";
  const rest = await listDetections({ userId: fleet.key.userId, confirmedOnly: false, limit: 50, cursor });
  const ids = [...first.detections, ...rest.detections].map(({ detectionId }) => detectionId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength((await fleet.found()).length);
});
