import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemContext } from "@/server/auth/system-context";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { defaultSettings } from "@/server/settings/core/settings";
import { clearHalt, previewClearHalt } from "./clear-halt";
import { guardBooks } from "./guard-books";
import type { GuardSources } from "./guard-sources";
import { listGuards } from "./list-guards";
import { openEntryExposure } from "./open-entry-exposure";

// noon of the owner, who lives at UTC+2; the next midnight is at 22:00 UTC
const NOON = Date.UTC(2026, 10, 22, 10);
const MIDNIGHT = Date.UTC(2026, 10, 22, 22);
const HOUR = 3_600_000;

let own: TestDatabase;
let now: number;
let prices: Map<string, string>;
let leads: boolean;
let userId: string;
let bots = 0;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  now = NOON;
  leads = true;
  prices = new Map([["binance BTC/USDT", "100"]]);
  restart();
  userId = (await db.user.create({ data: { name: "Owner", createdAt: new Date(NOON) } })).id;
});

const clocks = { market: () => marketMs(now), wall: () => wallMs(now) };
const ctx = () =>
  systemContext({ id: "test", userId, channel: "start" }, { marketNow: marketMs(now), wallNow: wallMs(now) });

let guarded: GuardSources;

/** A process that knows nothing but the database. */
function restart(): void {
  guarded = {
    clocks,
    leaderToken: () => (leads ? 1n : null),
    lastTick: (exchange: ExchangeName, symbol: string) => {
      const last = prices.get(`${exchange} ${symbol}`);
      return last === undefined
        ? undefined
        : {
            exchange,
            symbol,
            at: marketMs(now),
            last: toDecimal(last),
            bid: toDecimal(last),
            ask: toDecimal(last),
          };
    },
    failed: (_doing: string, _subject: string, error: unknown) => {
      throw error;
    },
  };
}

const round = (book: "demo" | "paper" = "demo") => guardBooks(guarded, [{ userId, book }]);
async function at(price: string, hours = 0, book: "demo" | "paper" = "demo") {
  prices.set("binance BTC/USDT", price);
  now += hours * HOUR;
  await round(book);
}
const fund = (amount: string, book: "demo" | "paper" = "demo") =>
  fundBook(ctx(), {
    book,
    exchange: "binance" as const,
    asset: "USDT",
    amount: toDecimal(amount),
    ref: `${amount}:${now}`,
  });
const told = async (prefix = "risk/") =>
  (
    await db.outboxEvent.findMany({ where: { userId, name: { startsWith: prefix } }, orderBy: { id: "asc" } })
  ).map(({ name }) => name);
const audited = async (action: string) => db.auditEntry.count({ where: { userId, action } });

/** A running bot that has bought `amount` BTC at 100 with money of the pool. */
async function buyer(amount: string, book: "demo" | "paper" = "demo", capital = amount): Promise<string> {
  bots += 1;
  const instants = { createdMarketAt: new Date(now), createdWallAt: new Date(now) };
  const { id: botId } = await db.bot.create({
    data: {
      userId,
      name: `Bot ${bots}`,
      nameKey: `bot ${bots}`,
      book,
      exchange: "binance" as const,
      status: "running",
      riskMode: "balanced",
      stakeCurrency: "USDT",
      initialCapital: `${Number(capital) * 100}`,
      ...instants,
    },
  });
  const market = { strategy: "ema-cross", params: {}, symbol: "BTC/USDT", timeframe: "5m" };
  const version = await db.botVersion.create({ data: { botId, number: 1, ...market, ...instants } });
  const cost = `${Number(amount) * 100}`;
  const spare = `${(Number(capital) - Number(amount)) * 100}`;
  await post(book, [
    { asset: "USDT", kind: "available", botKey: "", amount: `-${Number(capital) * 100}` },
    { asset: "USDT", kind: "conversion", botKey: "", amount: cost },
    { asset: "USDT", kind: "allocated", botKey: botId, amount: spare },
    { asset: "BTC", kind: "conversion", botKey: "", amount: `-${amount}` },
    { asset: "BTC", kind: "allocated", botKey: botId, amount },
  ]);
  await db.position.create({
    data: {
      userId,
      botId,
      versionId: version.id,
      book,
      venue: "paper:binance",
      exchange: "binance" as const,
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      amount,
      cost,
      boughtAmount: amount,
      boughtQuote: cost,
      soldAmount: "0",
      soldQuote: "0",
      feesQuote: "0",
      realised: "0",
      stopPrice: "1",
      highestPrice: "100",
      openedMarketAt: new Date(now),
      openedWallAt: new Date(now),
    },
  });
  return botId;
}

type Line = { asset: string; kind: "available" | "allocated" | "conversion"; botKey: string; amount: string };

async function post(book: "demo" | "paper", lines: readonly Line[]): Promise<void> {
  await db.$transaction(async (tx) => {
    const { id: transactionId } = await tx.ledgerTransaction.create({
      data: {
        userId,
        book,
        kind: "trade",
        ref: `test:${bots}:${book}`,
        marketAt: new Date(now),
        wallAt: new Date(now),
      },
    });
    for (const { amount, ...line } of lines) {
      const key = { userId, book, venue: "paper:binance", ...line };
      const account =
        (await tx.ledgerAccount.findFirst({ where: key })) ?? (await tx.ledgerAccount.create({ data: key }));
      await tx.ledgerEntry.create({
        data: { transactionId, accountId: account.id, asset: line.asset, amount },
      });
    }
  });
}

const lockOf = async (book: "demo" | "paper" = "demo") =>
  (await listGuards({ userId, book })).find(({ currency }) => currency === "USDT");
const botRow = (id: string) => db.bot.findUniqueOrThrow({ where: { id } });

describe("a book's daily loss", () => {
  it("locks at 5.00 % and not at 4.99 %, survives a restart, and clears once, at midnight", async () => {
    await fund("10000");
    await buyer("50", "demo", "100");
    await at("100");
    await at("90.02"); // lost 499 of 10000: 4.99 %
    expect(await told()).toEqual([]);
    await at("90");
    expect(await told()).toEqual(["risk/locked"]);
    expect(await lockOf()).toMatchObject({
      lockedUntil: new Date(MIDNIGHT).toISOString(),
      reason: "Lost 5.00 % of 10000 USDT since midnight",
    });
    restart();
    await at("89", 1);
    expect(await told()).toEqual(["risk/locked"]);
    now = MIDNIGHT - 60_000;
    await round();
    expect((await deskFacts()).lockedUntil).toBe(MIDNIGHT);
    restart();
    now = MIDNIGHT;
    await round();
    await round();
    expect(await told()).toEqual(["risk/locked", "risk/unlocked"]);
    expect((await deskFacts()).lockedUntil).toBeNull();
    expect([await audited("risk.locked"), await audited("risk.unlocked")]).toEqual([1, 1]);
  });

  it("in one book never locks another", async () => {
    await fund("10000", "paper");
    await fund("10000");
    await buyer("100", "paper");
    await at("100", 0, "paper");
    await at("100");
    await at("94", 0, "paper");
    await at("94");
    expect([(await lockOf("paper"))?.lockedUntil, (await lockOf())?.lockedUntil]).toEqual([
      new Date(MIDNIGHT).toISOString(),
      null,
    ]);
  });

  it("is not judged while a price is missing, nor for money that came, nor for a gain", async () => {
    await fund("10000");
    await buyer("50", "demo", "100");
    await at("100");
    prices.clear();
    await round();
    await fund("90000");
    await at("115");
    await at("101");
    expect(await told()).toEqual([]);
    expect(await told("bot/")).toEqual([]);
  });

  it("is acted on by the process that leads alone", async () => {
    await fund("10000");
    await buyer("100");
    await at("100");
    leads = false;
    await at("50");
    expect(await told()).toEqual([]);
  });
});

describe("a book's drawdown", () => {
  it("halts it until the owner clears it, and is counted anew then", async () => {
    await fund("10000");
    await buyer("100");
    await at("100");
    await at("120");
    await at("102", 14); // another day: 15 % below 12000
    await at("102", 24);
    expect((await lockOf())?.haltedAt).not.toBeNull();
    expect((await deskFacts()).bookHalted).toBe(true);
    expect(await told()).toContain("risk/halted");
    expect((await previewClearHalt({ book: "demo" }, ctx())).ok).toBe(true);
    expect(await clearHalt({ book: "demo" }, ctx())).toMatchObject({
      ok: true,
      value: { currencies: ["USDT"] },
    });
    await round();
    now += HOUR;
    expect((await deskFacts()).bookHalted).toBe(false);
    expect((await told()).filter((name) => name === "risk/halted")).toHaveLength(1);
    expect(await clearHalt({ book: "demo" }, ctx())).toMatchObject({
      ok: false,
      refusal: { code: "not_now" },
    });
  });
});

describe("a bot", () => {
  it("rests until midnight for a day's loss of 10 %, and trades again by itself", async () => {
    await fund("1000000");
    const botId = await buyer("50", "demo", "100");
    await at("100");
    await at("80.02"); // lost 999 of 10000
    expect((await botRow(botId)).status).toBe("running");
    await at("80");
    expect(await botRow(botId)).toMatchObject({
      status: "quarantined",
      statusBy: "system",
      quarantinedUntil: new Date(MIDNIGHT),
      statusReason: "lost 10.00 % of 10000 USDT since midnight",
    });
    restart();
    now = MIDNIGHT - 1;
    await round();
    expect((await botRow(botId)).status).toBe("quarantined");
    now = MIDNIGHT;
    await round();
    await round();
    expect(await botRow(botId)).toMatchObject({ status: "running", quarantinedUntil: null });
    expect(await told("bot/")).toEqual(["bot/quarantined", "bot/released"]);
    expect(await told()).toEqual([]);
  });

  it("rests a day for a fall of 20 % from its peak, which is not counted again afterwards", async () => {
    await fund("1000000");
    const botId = await buyer("100");
    await at("100");
    for (const [price, hours] of [
      ["92", 10],
      ["85", 14],
      ["80", 24],
    ] as const) {
      await at(price, hours - 0.1);
      await at(price, 0.1);
    }
    const { status, quarantinedUntil } = await botRow(botId);
    expect([status, quarantinedUntil?.getTime()]).toEqual([
      "quarantined",
      now - 0.1 * HOUR + defaultSettings.guards.quarantineHours * HOUR,
    ]);
    await at("80", 24);
    await at("79.9");
    expect((await botRow(botId)).status).toBe("running");
  });

  it("that was paused stays paused", async () => {
    await fund("1000000");
    const botId = await buyer("100");
    await db.bot.update({ where: { id: botId }, data: { status: "paused", statusBy: "user" } });
    await at("100");
    await at("50");
    expect(await botRow(botId)).toMatchObject({ status: "paused", statusBy: "user" });
    await at("50", 48);
    expect((await botRow(botId)).status).toBe("paused");
  });
});

const BINANCE_BTC = { botId: "b", exchange: "binance" as const, base: "BTC", quote: "USDT" };

async function deskFacts() {
  // another runtime: what this process remembers of the exposure is not asked
  const sources = { clocks, lastTick: () => undefined };
  const exposure = await openEntryExposure(sources, {
    userId,
    book: "demo",
    at: marketMs(now),
    settings: defaultSettings,
  });
  return exposure.factsFor(BINANCE_BTC);
}

describe("the exposure of entries", () => {
  const price = { last: toDecimal("100") };
  const sources = () => ({ clocks, lastTick: () => price as never });
  const open = (from: ReturnType<typeof sources>, slot = now) =>
    openEntryExposure(from, { userId, book: "demo", at: marketMs(slot), settings: defaultSettings });

  it("reads a book once and values it: money, coins, exchanges", async () => {
    await fund("10000");
    await buyer("30", "demo", "50");
    const { part } = (await open(sources())).factsFor(BINANCE_BTC);
    expect([part.equity, part.asset, part.exchange].map((value) => value?.toFixed())).toEqual([
      ...["10000", "3000", "3000"],
    ]);
    expect(part.exchangesFunded).toBe(1);
  });

  it("tells the next batch and the next slot what was taken and is not written yet", async () => {
    await fund("10000");
    const worker = sources();
    const written = (await open(worker)).take({ ...BINANCE_BTC, value: toDecimal("3000") });
    const asset = async (slot: number) =>
      (await open(worker, slot)).factsFor(BINANCE_BTC).part.asset?.toFixed();
    expect([await asset(now), await asset(now + 60_000)]).toEqual(["3000", "3000"]);
    written();
    // written before the third reading began: the database would know of it
    expect([await asset(now + 60_000), await asset(now + 120_000)]).toEqual(["3000", "0"]);
  });
});
