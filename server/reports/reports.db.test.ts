// A day that was traded, from its fills to the mailbox: real Postgres, real mail server.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addChannel } from "@/server/alerts/channels";
import { channelInput } from "@/server/alerts/core/channel-input";
import { createDelivery } from "@/server/alerts/delivery/deliver-alerts";
import { closeServers, HERE, mailTo, SECRET, startMail } from "@/server/alerts/testing/delivery-stage";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { tradePostings } from "@/server/ledger/core/posting";
import { fundBook } from "@/server/ledger/fund-book";
import { saveTransaction } from "@/server/ledger/store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openBookValuation } from "@/server/portfolio/book-valuation";
import { dayKeyOf, startOfNextDay } from "@/server/portfolio/core/owner-day";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { publishLiveView } from "@/server/portfolio/publish-live-view";
import { recordEquity } from "@/server/portfolio/record-equity";
import { useMaster } from "@/server/vault/testing/make-master";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { reportContent } from "./core/report";
import { listReports, showReport } from "./list-reports";
import { pruneReports } from "./prune-reports";
import { setReports } from "./report-settings";
import { listDueReports, makeDueReport } from "./send-due-reports";
import { previewReport, sendReport } from "./send-report";

const ZONE = "Africa/Johannesburg";
const HOUR_MS = 3_600_000;
let database: TestDatabase;
let fixture: Fixture;
const clock = { market: 0, wall: Date.UTC(2026, 0, 5) };
const clocks = { market: () => marketMs(clock.market), wall: () => wallMs(clock.wall) };
/** The first midnight after the trades, and what the dashboard showed just before it. */
let midnight: number;
let shown: NonNullable<Awaited<ReturnType<typeof getLiveView>>>;

const ctx = (): ActionContext => ({
  actor: { kind: "owner", id: fixture.userId },
  userId: fixture.userId,
  runId: randomUUID(),
  channel: "web",
  marketNow: clocks.market(),
  wallNow: clocks.wall(),
});

/** What the worker does about once a second, at an instant of the market clock. */
async function look(at: number, price: string, { point = true } = {}) {
  clock.wall += 60_000;
  clock.market = at;
  const feed = {
    exchange: "binance" as const,
    symbol: "BTC/USDT",
    last: price,
    bid: price,
    ask: price,
    priceDecimals: 2,
    refusedTicks: 0,
    tickMarketAt: new Date(at).toISOString(),
    tickWallAt: new Date(clock.wall).toISOString(),
  };
  const badge = { kind: "simulated", label: "", source: "test", speed: "1", ended: false } as const;
  const prices = { feeds: () => [feed], rateFeeds: () => [], badge: () => badge };
  const valuation = await openBookValuation({ userId: fixture.userId, book: "demo", ...prices, clocks });
  if (point) await recordEquity(valuation);
  await publishLiveView(valuation);
  const view = await getLiveView(fixture.userId, "demo");
  if (!view) throw new Error("nothing was published");
  return view;
}

beforeAll(async () => {
  await useMaster();
  database = await createTestDatabase();
  fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
  await look(fixture.feed.startAt, "105");
  await fixture.enter();
  for (let ticks = 0; ticks < 4; ticks++) await fixture.tick("80");
  await fundBook(
    { ...ctx(), marketNow: fixture.lifecycle.now() },
    { book: "demo", exchange: "binance", asset: "USDT", ref: "more", amount: toDecimal("250.5") },
  );
  await holdSome();
  midnight = startOfNextDay(fixture.lifecycle.now(), ZONE);
  await look(midnight - 10_000, "81");
  // the last look before midnight leaves no point: the dashboard's next day begins with it all the same
  shown = await look(midnight - 2_000, "79.37", { point: false });
  await look(midnight + 5 * HOUR_MS, "82");
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});

/** Apollo holds 2 BTC bought at 80, in ledger and positions: what is open at midnight counts at its price. */
async function holdSome() {
  const [, botId = ""] = fixture.botIds;
  const marketAt = fixture.lifecycle.now();
  const identity = { userId: fixture.userId, book: "demo" as const, venue: "paper:binance" };
  const [amount, price] = [toDecimal("2"), toDecimal("80")];
  const trade = {
    botId,
    side: "buy" as const,
    base: "BTC",
    quote: "USDT",
    amount,
    price,
    fee: ZERO,
    feeAsset: "USDT",
  };
  const written = await commit(ctx(), {
    action: "test.bought",
    subject: botId,
    reason: "",
    detail: {},
    events: [],
    write: (tx) =>
      saveTransaction(tx, {
        ...identity,
        kind: "trade",
        ref: "fill:paper:binance:held",
        marketAt,
        wallAt: clocks.wall(),
        postings: tradePostings({ ...trade, reservedLeft: ZERO }),
      }),
  });
  expect(written.ok).toBe(true);
  const { id: _id, exits: _exits, ...closed } = await db.position.findFirstOrThrow({ where: { botId } });
  await db.position.create({
    data: {
      ...closed,
      status: "open",
      amount: "2",
      cost: "160",
      carriedAmount: "0",
      carriedCost: "0",
      boughtAmount: "2",
      boughtQuote: "160",
      soldAmount: "0",
      soldQuote: "0",
      feesQuote: "0",
      realised: "0",
      closedMarketAt: null,
      closedWallAt: null,
    },
  });
}

/** Eight in the morning of the day after the trades, with nothing made yet. */
beforeEach(async () => {
  clock.market = midnight + 8 * HOUR_MS;
  clock.wall += 24 * HOUR_MS;
  await asOwner(database.ownerUrl, (client) =>
    client.query("TRUNCATE report, letter, alert, alert_delivery, alert_channel, settings"),
  );
});

const addMail = async (port: number, name = "mail") => {
  const input = channelInput.parse({ name, target: mailTo(port), secret: SECRET });
  const added = await addChannel(input, ctx());
  if (!added.ok) throw new Error(added.refusal.message);
  return added.value.channelId;
};
/** One round of the job, and of the delivery of a process that has just begun. */
const makeDue = async () => {
  const due = await listDueReports(clocks);
  const made = [];
  for (const one of due) made.push(await makeDueReport(clocks, one));
  return made;
};
const dueToday = async () => {
  const today = dayKeyOf(clocks.market(), ZONE);
  return (await listDueReports(clocks)).filter(({ date }) => date === today);
};
const deliver = async () => (await createDelivery(clocks, HERE)()).ended;
const contentOf = async (kind: string) =>
  reportContent.parse((await db.report.findFirstOrThrow({ where: { kind } })).content);

describe("the figures", () => {
  it("are the dashboard's, to the last digit", async () => {
    await makeDue();
    const report = await contentOf("daily");
    const [usdt] = report.currencies;
    const [total] = shown.totals;
    expect(total).toMatchObject({ closedTrades: 2, wins: 0 });
    expect(shown.positions).toHaveLength(1);
    expect(usdt).toMatchObject({
      currency: "USDT",
      equityEnd: total?.equity,
      funded: total?.funded,
      profit: total?.today,
      profitRatio: expect.stringMatching(/^-0\.0/),
      realised: total?.realised,
      fees: total?.fees,
      closed: total?.closedTrades,
      wins: total?.wins,
      best: [],
    });
    expect(usdt?.worst.map(({ name }) => name).toSorted()).toEqual(["Apollo", "Zeus"]);
    const standing = (await getLiveView(fixture.userId, "demo"))?.totals[0];
    expect(report.standing?.totals[0]).toMatchObject({ equity: standing?.equity, today: standing?.today });
    expect(usdt?.fills).toBe(await db.fill.count());
  });

  it("of a day without a trade say plainly that nothing happened", async () => {
    const next = startOfNextDay(marketMs(midnight), ZONE);
    await look(next - 10_000, "82");
    clock.market = next + 9 * HOUR_MS;
    await makeDue();
    const { reports } = await listReports({ userId: fixture.userId, kind: "daily", limit: 10 });
    expect(reports).toMatchObject([{ summary: "Nothing happened.", book: "demo" }]);
    expect(reports[0]?.forDate).toBe(dayKeyOf(marketMs(next), ZONE));
  });
});

describe("once a local date", () => {
  it("is due from the owner's hour on, and not again, though two workers ask at once", async () => {
    clock.market = midnight + 8 * HOUR_MS - 1;
    expect(await dueToday()).toEqual([]);
    // what was due the day before is about a day when nothing was there yet
    expect(await makeDue()).toEqual([null, null, null]);
    clock.market += 1;
    const [daily] = (await dueToday()).filter(({ kind }) => kind === "daily");
    if (!daily) throw new Error("no report is due");
    const made = await Promise.all([1, 2, 3].map(() => makeDueReport(clocks, daily)));
    expect(made.filter((reportId) => reportId !== null)).toHaveLength(1);
    clock.market += HOUR_MS;
    expect((await dueToday()).filter(({ kind }) => kind === "daily")).toEqual([]);
    expect(await db.report.count({ where: { kind: "daily" } })).toBe(1);
  });

  it("follows the owner's hour, kinds and books", async () => {
    await setReports({ hour: 10, weekly: false, monthly: false }, ctx());
    expect(await dueToday()).toEqual([]);
    clock.market = midnight + 10 * HOUR_MS;
    expect((await dueToday()).map(({ kind, book }) => `${kind} ${book}`)).toEqual(["daily demo"]);
    await setReports({ books: ["live"] }, ctx());
    expect(await listDueReports(clocks)).toEqual([]);
    await setReports({ books: [], daily: false }, ctx());
    expect(await listDueReports(clocks)).toEqual([]);
  });
});

describe("the mail", () => {
  it("arrives with the same figures in HTML and text, and its picture in it", async () => {
    const { port, mails } = await startMail();
    await addMail(port);
    await setReports({ weekly: false, monthly: false }, ctx());
    await makeDue();
    await deliver();
    expect(mails).toHaveLength(1);
    const raw = mails[0]?.raw ?? "";
    expect(raw).toMatch(/^Subject: Amarktai Daily report: /m);
    expect(raw).toContain("Content-Id: <equity-usdt@amarktai>".replace("Id", "ID"));
    expect(raw).toMatch(/Content-Type: image\/png; name=equity-usdt\.png/);
    const [only] = (await listReports({ userId: fixture.userId, limit: 5 })).reports;
    expect(only?.deliveries).toMatchObject([{ status: "sent", tries: 1, channelName: "mail" }]);
    const page = await showReport(fixture.userId, only?.reportId ?? "");
    const letter = page.ok ? page.value.letter : null;
    expect(letter?.html).toContain('src="data:image/png;base64,');
    expect(letter?.html).not.toContain("cid:");
  });

  it("waits while the server is down, over a new worker, and arrives once when it is back", async () => {
    const first = await startMail();
    await addMail(first.port);
    await setReports({ weekly: false, monthly: false }, ctx());
    await closeServers();
    await makeDue();
    await deliver();
    const { reports } = await listReports({ userId: fixture.userId, limit: 5 });
    expect(reports[0]?.deliveries).toMatchObject([
      { status: "queued", tries: 1, lastError: expect.stringContaining("ECONNREFUSED") },
    ]);
    const { mails } = await startMail(0, first.port);
    for (let round = 0; round < 3; round++) {
      clock.wall += 60_000;
      await makeDue();
      await deliver();
    }
    expect(mails).toHaveLength(1);
  });

  it("arrives once though the worker died after it was queued, or in the middle of a try", async () => {
    const { port, mails } = await startMail();
    await addMail(port);
    await setReports({ weekly: false, monthly: false }, ctx());
    await makeDue();
    // what a process leaves behind that died between its claim and the wire
    const { nextWallAt } = await db.alertDelivery.findFirstOrThrow();
    const lapses = new Date((nextWallAt?.getTime() ?? 0) + 90_000);
    await db.alertDelivery.updateMany({ data: { nextWallAt: lapses, tries: 1 } });
    await makeDue();
    await deliver();
    expect(mails).toHaveLength(0);
    clock.wall += 91_000;
    for (let round = 0; round < 3; round++) {
      await makeDue();
      await deliver();
    }
    expect(mails).toHaveLength(1);
    expect(await db.report.count()).toBe(1);
  });

  it("goes to the channels that are named, and to all that are on where none is", async () => {
    const { port, mails } = await startMail();
    const named = await addMail(port);
    await addMail(port, "other");
    await setReports({ weekly: false, monthly: false, channels: [named] }, ctx());
    await makeDue();
    await deliver();
    expect(mails).toHaveLength(1);
    await setReports({ channels: [] }, ctx());
    expect(await sendReport({ kind: "daily" }, ctx())).toMatchObject({
      value: { channels: ["mail", "other"] },
    });
    await deliver();
    expect(mails).toHaveLength(3);
    const wrong = await setReports({ channels: [randomUUID()] }, ctx());
    expect(wrong).toMatchObject({ ok: false, refusal: { code: "not_found", field: "channels" } });
  });

  it("is kept without a channel, which sending by hand says", async () => {
    await makeDue();
    const [report] = (await listReports({ userId: fixture.userId, limit: 5 })).reports;
    expect(report?.deliveries).toEqual([]);
    const sent = await sendReport({ kind: "daily" }, ctx());
    expect(sent).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  });
});

describe("by hand", () => {
  it("previews without keeping, sends what is not made, and sends again what is", async () => {
    const { port, mails } = await startMail();
    await addMail(port);
    const preview = await previewReport(
      { kind: "daily" },
      { userId: fixture.userId, marketNow: clocks.market() },
    );
    expect(await db.report.count()).toBe(0);
    for (const count of [1, 2]) {
      expect(await sendReport({ kind: "daily" }, ctx())).toMatchObject({
        ok: true,
        value: { channels: ["mail"] },
      });
      await deliver();
      expect(mails).toHaveLength(count);
    }
    expect(await db.report.count()).toBe(1);
    expect(preview.ok && preview.value.subject).toBe((await db.letter.findFirstOrThrow()).subject);
  });

  it("of a month that nobody traded through has nothing to tell", async () => {
    const ask = { kind: "monthly", book: "live" } as const;
    expect(await previewReport(ask, { userId: fixture.userId, marketNow: clocks.market() })).toMatchObject({
      ok: false,
      refusal: { code: "not_found" },
    });
  });
});

it("goes with its mail after the time it is kept", async () => {
  const { port } = await startMail();
  await addMail(port);
  await makeDue();
  const kept = await db.report.count();
  expect(kept).toBeGreaterThan(0);
  expect(await pruneReports({ keepDays: 1, wallNow: clocks.wall() })).toBe(0);
  clock.wall += 25 * HOUR_MS;
  expect(await pruneReports({ keepDays: 1, wallNow: clocks.wall() })).toBe(kept);
  expect([await db.letter.count(), await db.alertDelivery.count()]).toEqual([0, 0]);
});
