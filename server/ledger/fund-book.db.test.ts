// A key holds everything that makes an act what it is: the same act twice is one, another act is another.

import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { findAvailable } from "./find-balances";
import { fundBook } from "./fund-book";

let database: TestDatabase;
let userId: string;
const now = { marketNow: marketMs(Date.UTC(2026, 0, 5)), wallNow: wallMs(Date.UTC(2026, 0, 5)) };
beforeAll(async () => {
  database = await createTestDatabase();
  ({ userId } = await ensureOwner(now));
});
beforeEach(async () => {
  await asOwner(
    `TRUNCATE "paper_deposit", "paper_balance", "ledger_transaction", "ledger_entry", "ledger_account"`,
  );
});
afterAll(() => database?.drop());

/** What the application may not do. */
async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const fund = (asset: string, amount: string, ref = "demo", exchange: ExchangeName = "binance") =>
  fundBook(systemContext({ id: "test", userId, channel: "start" }, now), {
    book: "demo",
    exchange,
    asset,
    ref,
    amount: toDecimal(amount),
  });
const free = async (asset: string, exchange = "binance") =>
  (await findAvailable(userId, "demo", `paper:${exchange}`, asset)).toFixed();

test("two currencies of one exchange are both funded, each once", async () => {
  for (let time = 0; time < 2; time++) {
    expect((await fund("USDT", "2500")).ok).toBe(true);
    expect((await fund("BTC", "0.05")).ok).toBe(true);
    expect((await fund("USDT", "100", "demo", "kucoin")).ok).toBe(true);
  }
  expect([await free("USDT"), await free("BTC"), await free("USDT", "kucoin")]).toEqual([
    "2500",
    "0.05",
    "100",
  ]);
  const venue = await db.paperBalance.findMany({ orderBy: [{ venue: "asc" }, { asset: "asc" }] });
  expect(venue.map((each) => `${each.venue} ${each.asset} ${each.free}`)).toEqual([
    "paper:binance BTC 0.05",
    "paper:binance USDT 2500",
    "paper:kucoin USDT 100",
  ]);
});

test("another amount under the same reference is refused, not passed over in silence", async () => {
  await fund("USDT", "2500");
  expect(await fund("USDT", "9000")).toMatchObject({ ok: false, refusal: { code: "conflict" } });
  expect(await free("USDT")).toBe("2500");
});

test("what an older version funded under a reference without its asset is not funded again", async () => {
  await fund("USDT", "2500");
  await db.paperDeposit.updateMany({ data: { ref: "deposit:demo:paper:binance:demo" } });
  await asOwner(`UPDATE "ledger_transaction" SET "ref" = 'deposit:demo:paper:binance:demo'`);
  expect((await fund("USDT", "2500")).ok).toBe(true);
  expect((await fund("BTC", "0.05")).ok).toBe(true);
  expect([await free("USDT"), await free("BTC")]).toEqual(["2500", "0.05"]);
});

test("a crash between venue and ledger is made good, whichever came first", async () => {
  await fund("USDT", "2500");
  await asOwner(`TRUNCATE "ledger_transaction", "ledger_entry", "ledger_account" CASCADE`);
  expect((await fund("USDT", "2500")).ok).toBe(true);
  expect(await free("USDT")).toBe("2500");
  expect((await db.paperBalance.findFirstOrThrow()).free.toFixed()).toBe("2500");
});
