import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { showLiveViewCommand } from "@/server/commands/catalog/dashboard/show-live-view";
import { marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { Decimal, ZERO } from "@/server/kernel/money";
import { tradePostings } from "@/server/ledger/core/posting";
import { fundBook } from "@/server/ledger/fund-book";
import { postAllocation } from "@/server/ledger/post-allocation";
import { saveTransaction } from "@/server/ledger/store";
import type { FeedView } from "@/server/market/core/feed-view";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { setDisplayCurrency } from "@/server/settings/set-display-currency";
import { openBookValuation } from "./book-valuation";
import { getLiveView } from "./get-live-view";
import { publishLiveView } from "./publish-live-view";
import { recordEquity } from "./record-equity";
import { showDisplay } from "./show-display";

const d = (value: string | number): Decimal => new Decimal(value);
const START = Date.UTC(2026, 10, 22, 8);

let own: TestDatabase;
let userId: string;
let botId: string;
let clock: { wall: number; market: number };
let price: string | null;
let rates: readonly FeedView[];

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

beforeEach(async () => {
  clock = { wall: START, market: START };
  price = "100";
  rates = [];
  const at = toDate(wallMs(START));
  userId = (await db.user.create({ data: { name: "Owner", createdAt: at } })).id;
  const bot = await db.bot.create({
    data: {
      userId,
      name: "Zeus",
      nameKey: "zeus",
      book: "demo",
      exchange: "binance",
      status: "running",
      riskMode: "balanced",
      stakeCurrency: "USDT",
      initialCapital: "1000",
      createdMarketAt: at,
      createdWallAt: at,
      versions: {
        create: {
          number: 1,
          strategy: "ema-cross",
          params: {},
          symbol: "BTC/USDT",
          timeframe: "5m",
          createdMarketAt: at,
          createdWallAt: at,
        },
      },
    },
  });
  botId = bot.id;
  await fundBook(context("fund"), {
    book: "demo",
    exchange: "binance",
    asset: "USDT",
    amount: d(1000),
    ref: "start",
  });
  const amount = { book: "demo" as const, venue: "paper:binance", asset: "USDT", botId, amount: d(1000) };
  await write("allocate", (tx, ctx) => postAllocation(tx, ctx, amount));
});

test("a fresh book is published with its funds, exactly 0 % and its listeners told; not twice within a second", async () => {
  const listener = new Client({ connectionString: own.url });
  await listener.connect();
  const told = new Promise((resolve) => listener.on("notification", (message) => resolve(message.payload)));
  await listener.query("LISTEN live");
  const valuation = await openDesk();
  expect(await publishLiveView(valuation)).toBe(true);
  expect(await told).toBe(userId);
  await listener.end();
  pass(900);
  expect(await publishLiveView(valuation)).toBe(false);
  pass(100);
  expect(await publishLiveView(valuation)).toBe(true);

  const view = await getLiveView(userId);
  expect(showLiveViewCommand.output.safeParse(view).error).toBeUndefined();
  expect(view).toMatchObject({ book: "demo", wallAt: new Date(START + 1000).toISOString() });
  expect(view?.totals).toEqual([
    expect.objectContaining({
      currency: "USDT",
      equity: "1000",
      funded: "1000",
      cash: "1000",
      unrealised: "0",
      realised: "0",
      today: "0",
      returnRatio: "0",
      drawdownRatio: "0",
      maxDrawdownRatio: "0",
      ledgerDifference: null,
    }),
  ]);
  expect(view?.bots).toEqual([expect.objectContaining({ name: "Zeus", equity: "1000", returnRatio: "0" })]);
});

test("a holding is valued at the last price, and after a restart without prices at the last one ever seen", async () => {
  await buy("5", "100");
  price = "110";
  await publishLiveView(await openDesk());
  expect((await getLiveView(userId))?.totals[0]).toMatchObject({
    equity: "1049.5",
    cash: "499.5",
    unrealised: "49.5",
  });

  pass(60_000);
  price = null;
  await publishLiveView(await openDesk());
  const view = await getLiveView(userId);
  expect(showLiveViewCommand.output.safeParse(view).error).toBeUndefined();
  expect(view?.totals[0]?.equity).toBe("1049.5");
  expect(view?.feeds[0]).toMatchObject({ last: "110", tickWallAt: new Date(START).toISOString() });
});

test("a holding nobody has ever seen a price of leaves the total unknown and writes no point", async () => {
  await buy("5", "100");
  price = null;
  const valuation = await openDesk();
  await publishLiveView(valuation);
  expect((await getLiveView(userId))?.totals).toEqual([]);
  expect(await recordEquity(valuation)).toBe(false);
  expect(await db.equityPoint.count({ where: { userId } })).toBe(0);
});

test("peak, deepest drawdown and baseline survive a restart, and without the view are rebuilt from the points", async () => {
  await buy("5", "100");
  const before = await openDesk();
  for (const [at, next] of ["100", "140", "80", "100"].entries()) {
    clock.wall = START + at * 5_000;
    clock.market = START + at * 300_000;
    price = next;
    await recordEquity(before);
    await publishLiveView(before);
  }
  const figures = { drawdownRatio: "0.16673614", maxDrawdownRatio: "0.25010421" };
  expect((await getLiveView(userId))?.totals[0]).toMatchObject(figures);

  pass(2_000);
  await publishLiveView(await openDesk());
  expect((await getLiveView(userId))?.totals[0]).toMatchObject(figures);

  await db.liveView.deleteMany({ where: { userId } });
  const rebuilt = await openDesk();
  await publishLiveView(rebuilt);
  expect((await getLiveView(userId))?.totals[0]).toMatchObject(figures);
  price = "200";
  pass(5_000);
  await recordEquity(rebuilt);
  const points = await db.equityPoint.findMany({ where: { userId }, orderBy: { wallAt: "asc" } });
  expect(points.map((point) => Number(point.buyAndHold))).toEqual([1000, 1400, 800, 1000, 2000]);
});

test("points come every 5 s, and soon after a fill", async () => {
  const valuation = await openDesk();
  expect(await recordEquity(valuation)).toBe(true);
  pass(4_000);
  expect(await recordEquity(valuation)).toBe(false);
  expect(await recordEquity(valuation, { afterFill: true })).toBe(true);
  pass(300);
  expect(await recordEquity(valuation, { afterFill: true })).toBe(false);
  pass(4_700);
  expect(await recordEquity(valuation)).toBe(true);
  expect(await db.equityPoint.count({ where: { userId } })).toBe(3);
});

test("today counts from the owner's midnight on the market clock", async () => {
  await buy("5", "100");
  const valuation = await openDesk();
  clock.market = Date.UTC(2026, 10, 22, 21, 59);
  price = "120";
  await recordEquity(valuation);
  await publishLiveView(valuation);
  clock.market = Date.UTC(2026, 10, 22, 22, 30);
  pass(5_000);
  price = "130";
  await publishLiveView(valuation);
  expect((await getLiveView(userId))?.totals[0]).toMatchObject({ today: "50" });
  pass(1_000);
  price = "110";
  await publishLiveView(valuation);
  expect((await getLiveView(userId))?.totals[0]).toMatchObject({ today: "-50" });
});

test("today of the bots is today of the book, over midnight and a restart, and with what is idle their equity is its", async () => {
  await buy("5", "100");
  await fundBook(context("more"), { ...MONEY, amount: d(250), ref: "more" });
  let valuation = await openDesk();
  const looks = [
    [21, 40, "120"],
    [21, 59, "121.5"],
    [22, 1, "119"],
    [23, 30, "131"],
  ] as const;
  for (const [hour, minute, at] of looks) {
    clock.market = Date.UTC(2026, 10, 22, hour, minute);
    pass(1_000);
    price = at;
    // the last look before midnight leaves no point: the book and its bots begin the day with it all the same
    if (minute === 40) await recordEquity(valuation);
    if (hour === 22) valuation = await openDesk();
    await publishLiveView(valuation);
    const figures = await shownSums();
    expect(figures).toMatchObject({ idle: "250", held: figures.equity, made: figures.equity });
    if (hour >= 22) expect(figures.botToday).toBe(figures.today);
  }
  expect((await getLiveView(userId))?.totals[0]?.today).toBe("47.5");
});

/** The published sums of the one bot and its book. */
async function shownSums() {
  const { totals = [], bots = [] } = (await getLiveView(userId)) ?? {};
  const [total] = totals;
  const [bot] = bots;
  if (!total || !bot?.record) throw new Error("nothing was published");
  const { funded, realised, unrealised, dustValue = "", dustCost = "", idle = "", equity, today } = total;
  expect(bot.record).toMatchObject({ capital: "1000", advanced: "0", unrealised, closedTrades: 0 });
  const sum = (...parts: readonly string[]) => parts.reduce((so, part) => so.plus(part), ZERO).toFixed();
  return {
    equity,
    idle,
    today,
    botToday: bot.today,
    held: sum(bot.equity, idle),
    made: sum(funded, realised, unrealised, dustValue, `-${dustCost}`),
  };
}

test("the whole book is shown in the owner's currency, by a market no bot trades; another choice counts at the next look", async () => {
  await buy("5", "100");
  await fundBook(context("rand"), { ...MONEY, exchange: "valr", asset: "ZAR", amount: d(70), ref: "rand" });
  const valuation = await openDesk();
  await publishLiveView(valuation);
  const unknown = (await getLiveView(userId))?.display;
  expect(unknown).toMatchObject({ currency: "ZAR", equity: null, known: "70", today: null });
  expect(unknown?.parts[0]).toMatchObject({
    currency: "USDT",
    worth: null,
    missing: "USDT has no rate: no exchange here trades USDT against ZAR, directly or over another currency.",
  });

  rates = [{ ...feed(), exchange: "valr", symbol: "USDT/ZAR", last: "17.4", bid: "17.3", ask: "17.5" }];
  pass(1_000);
  await publishLiveView(valuation);
  const view = await getLiveView(userId);
  expect(showLiveViewCommand.output.safeParse(view).error).toBeUndefined();
  expect(view?.feeds).toHaveLength(1);
  const usdt = view?.totals.find(({ currency }) => currency === "USDT");
  expect(view?.display?.equity).toBe(
    d(usdt?.equity ?? "")
      .times("17.4")
      .plus(70)
      .toFixed(),
  );
  expect(view?.display?.parts[0]?.legs).toMatchObject([
    { exchange: "valr", symbol: "USDT/ZAR", price: "17.4" },
  ]);

  expect(await setDisplayCurrency(context("choose"), "USDT")).toEqual({ ok: true, value: "USDT" });
  pass(2_000);
  await publishLiveView(valuation);
  const chosen = await showDisplay(userId);
  expect(chosen.currency).toBe("USDT");
  expect(chosen.shown?.display.parts[1]?.rate).toBe(d(1).div("17.4").toDecimalPlaces(18).toFixed());
  await setDisplayCurrency(context("again"), "USDT");
  expect(await db.outboxEvent.count({ where: { userId, name: "settings/changed" } })).toBe(1);
  const stored = await db.settings.findUnique({ where: { userId } });
  expect(stored?.overrides).toEqual({ displayCurrency: "USDT" });
});

const MONEY = { book: "demo", exchange: "binance", asset: "USDT" } as const;

const openDesk = () =>
  openBookValuation({
    userId,
    book: "demo",
    feeds: () => [feed()],
    rateFeeds: () => rates,
    badge: () => ({
      kind: "simulated",
      label: "SIMULATED MARKET",
      source: "simulated:42",
      speed: "60",
      ended: false,
    }),
    clocks: { market: () => marketMs(clock.market), wall: () => wallMs(clock.wall) },
  });

const feed = (): FeedView => ({
  exchange: "binance",
  symbol: "BTC/USDT",
  last: price,
  bid: price,
  ask: price,
  priceDecimals: 2,
  refusedTicks: 0,
  tickMarketAt: price && new Date(clock.market).toISOString(),
  tickWallAt: price && new Date(clock.wall).toISOString(),
});

function pass(ms: number): void {
  clock.wall += ms;
  clock.market += ms;
}

const context = (runId: string): ActionContext => ({
  actor: { kind: "system", id: "test" },
  userId,
  runId,
  channel: "job",
  marketNow: marketMs(clock.market),
  wallNow: wallMs(clock.wall) as WallMs,
});

type Write = Parameters<typeof commit>[1]["write"];

async function write(
  action: string,
  run: (tx: Parameters<Write>[0], ctx: ActionContext) => Promise<unknown>,
) {
  const ctx = context(action);
  const done = await commit(ctx, {
    action,
    subject: botId,
    reason: "",
    detail: {},
    events: [],
    write: (tx) => run(tx, ctx),
  });
  expect(done.ok).toBe(true);
}

/** A bought position with a fee of 0.1 %, in ledger and position book. */
async function buy(amount: string, at: string): Promise<void> {
  const quote = d(amount).times(at);
  const fee = quote.times("0.001");
  const trade = {
    botId,
    side: "buy" as const,
    base: "BTC",
    quote: "USDT",
    amount: d(amount),
    price: d(at),
    fee,
    feeAsset: "USDT",
  };
  const when = { marketAt: marketMs(clock.market), wallAt: wallMs(clock.wall) };
  const identity = { userId, book: "demo" as const, venue: "paper:binance" };
  await write("buy", (tx) =>
    saveTransaction(tx, {
      ...identity,
      kind: "trade",
      ref: "fill:paper:binance:1",
      ...when,
      postings: tradePostings({ ...trade, reservedLeft: ZERO }),
    }),
  );
  await db.position.create({
    data: {
      ...identity,
      botId,
      versionId: botId,
      exchange: "binance",
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      amount,
      cost: quote.plus(fee).toFixed(),
      boughtAmount: amount,
      boughtQuote: quote.toFixed(),
      soldAmount: "0",
      soldQuote: "0",
      feesQuote: fee.toFixed(),
      realised: "0",
      stopPrice: "90",
      highestPrice: at,
      openedMarketAt: toDate(when.marketAt),
      openedWallAt: toDate(when.wallAt),
    },
  });
}
