import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listBots } from "@/server/bots/list-bots";
import { pauseBot } from "@/server/bots/pause-bot";
import { sumOf, toDecimal, toText } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { earn } from "@/server/worker/testing/see-profits";
import { previewRebalance, rebalanceProfits } from "./rebalance-profits";
import { previewRevert, revertRebalance } from "./revert-rebalance";
import { showProfits } from "./show-profits";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});
beforeEach(async () => {
  await fixture?.close();
  fixture = await openFixture(database, {
    bots: ["Zeus", "Apollo", "Hera"],
    settings: { ...UNPACED, wallet: { rebalanceLeast: "500", rebalanceBots: 2 } },
  });
  await earn(database, fixture);
});

const ask = () => {
  const { clocks } = fixture.lifecycle.runtime;
  return { ...fixture.ctx, marketNow: clocks.market(), wallNow: clocks.wall(), runId: randomUUID() };
};
const demo = { book: "demo" } as const;
const free = async () => {
  const rows = await listBalances({ userId: fixture.userId, book: "demo" });
  const own = rows.filter(({ kind, asset }) => kind === "allocated" && asset === "USDT");
  return new Map(own.map(({ botKey, balance }) => [botKey, balance]));
};
const held = async () => {
  const rows = await listBalances({ userId: fixture.userId, book: "demo" });
  const kept = rows.filter(
    ({ kind }) => kind === "available" || kind === "allocated" || kind === "in_orders",
  );
  return toText(sumOf(kept.filter(({ asset }) => asset === "USDT").map(({ balance }) => balance)));
};
const atVenue = async () =>
  (await db.paperBalance.findFirstOrThrow({ where: { asset: "USDT" } })).free.toFixed();

it("shares out each rand once, in equal parts to the best, and the venue's account does not change by it", async () => {
  const [before, venue, had] = [await held(), await atVenue(), await free()];
  const [place] = (await showProfits({ userId: fixture.userId, ...demo, wallNow: ask().wallNow })).places;
  const profit = toDecimal(place?.profit ?? "0");
  expect(profit.gt(30)).toBe(true);
  const preview = await previewRebalance(demo, ask());
  expect(preview).toMatchObject({ ok: true, value: { changes: [{}, {}, {}] } });
  const done = await rebalanceProfits(demo, ask());
  expect(done).toMatchObject({ ok: true, value: { past: [{ revertedAt: null }] } });
  expect([await held(), await atVenue()]).toEqual([before, venue]);
  const bots = await listBots(fixture.userId);
  // two got a half each of what the three made, the third gave all of its own
  const share = place?.share ?? "";
  const lines = await db.profitRebalanceLine.findMany();
  expect(lines.filter(({ received }) => received.toFixed() === share)).toHaveLength(2);
  const given = sumOf(lines.map((line) => toDecimal(line.given.toFixed())));
  expect(given.toFixed()).toBe(toDecimal(share).times(2).toFixed());
  const after = await free();
  for (const { botId, given, received } of lines) {
    const moved = after.get(botId)?.minus(had.get(botId) ?? 0);
    expect(moved?.toFixed()).toBe(toDecimal(received.toFixed()).minus(given.toFixed()).toFixed());
    const bot = bots.find((one) => one.botId === botId);
    const put = toDecimal(bot?.initialCapital ?? "0").minus(bot?.paidOut ?? "0");
    expect(put.minus(1_000).toFixed()).toBe(moved?.toFixed());
    expect(toDecimal(bot?.initialCapital ?? "0").gte(1_000)).toBe(true);
  }
  // what is left is less than a coin's smallest part for each
  const again = await rebalanceProfits(demo, ask());
  expect(again).toMatchObject({ ok: false, refusal: { code: "not_now" } });
});

it("two at the same moment share it out once", async () => {
  const both = await Promise.all([rebalanceProfits(demo, ask()), rebalanceProfits(demo, ask())]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await db.profitRebalance.count()).toBe(1);
});

it("taken back, every bot has what it had, and the profit can be shared out anew", async () => {
  const before = await free();
  const first = ask();
  await rebalanceProfits(demo, first);
  expect(await free()).not.toEqual(before);
  const input = { rebalanceId: first.runId };
  expect(await previewRevert(input, ask())).toMatchObject({ ok: true });
  const done = await revertRebalance(input, ask());
  expect(done).toMatchObject({ ok: true, value: { places: [{ why: null }] } });
  expect([...(await free())].map(([bot, amount]) => `${bot} ${amount.toFixed()}`)).toEqual(
    [...before].map(([bot, amount]) => `${bot} ${amount.toFixed()}`),
  );
  const bots = await listBots(fixture.userId);
  expect(bots.map((bot) => `${bot.initialCapital} ${bot.paidOut}`)).toEqual(["1000 0", "1000 0", "1000 0"]);
  expect(await revertRebalance(input, ask())).toMatchObject({ ok: false, refusal: { code: "conflict" } });
});

it("what a bot has no more cannot be taken back, and the refusal names it", async () => {
  const first = ask();
  await rebalanceProfits(demo, first);
  const { botId = "" } = (await db.profitRebalanceLine.findFirst({ where: { given: 0 } })) ?? {};
  const all = await db.profitRebalanceLine.findMany();
  const receiver = botId || all.find((line) => line.received.gt(line.given))?.botId || "";
  await db.bot.update({ where: { id: receiver }, data: { exchange: "kucoin" } });
  expect(await previewRevert({ rebalanceId: first.runId }, ask())).toMatchObject({
    ok: false,
    refusal: { code: "not_now" },
  });
  expect(await revertRebalance({ rebalanceId: randomUUID() }, ask())).toMatchObject({
    ok: false,
    refusal: { code: "not_found" },
  });
});

it("a paused bot gets nothing; nobody running, nothing is moved", async () => {
  for (const bot of ["Zeus", "Apollo", "Hera"]) await pauseBot({ bot }, ask());
  const answer = await rebalanceProfits(demo, ask());
  expect(answer).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  expect(await db.profitRebalance.count()).toBe(0);
});
