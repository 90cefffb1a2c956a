// Paper money by hand: the venue and the ledger move together, once, and never below what is there.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { findVenueBalances } from "@/server/exchange/paper/store/balances";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { paperMoneyInput } from "./core/paper-money-input";
import { movePaperMoney, previewPaperMoney } from "./move-paper-money";
import { showWallet } from "./show-wallet";

let database: TestDatabase;
let userId: string;
const now = { marketNow: marketMs(Date.UTC(2026, 0, 5)), wallNow: wallMs(Date.UTC(2026, 0, 5)) };
beforeAll(async () => {
  database = await createTestDatabase();
  ({ userId } = await ensureOwner(now));
});
afterAll(() => database?.drop());

const ctx = (id: string = randomUUID()) => ({
  ...systemContext({ id, userId, channel: "start" }, now),
  runId: id,
});
const wanted = (direction: string, amount: string, exchange = "luno") =>
  paperMoneyInput.parse({ exchange, direction, amount });
const move = (direction: string, amount: string, id?: string) =>
  movePaperMoney(wanted(direction, amount), ctx(id));
const pool = async () =>
  (await showWallet(userId, "paper")).lines.find(({ exchange }) => exchange === "luno")?.pool;
const atVenue = async () =>
  (await findVenueBalances({ userId, book: "paper", venue: "paper:luno" }))
    .map(({ asset, total }) => `${total.toFixed()} ${asset}`)
    .join();

test("is put in and taken out by a card that says what changes, with rows of its own in the ledger", async () => {
  expect(await pool()).toBe("0");
  expect(await previewPaperMoney(wanted("deposit", "10000"), ctx())).toMatchObject({
    value: { title: "Put 10000 ZAR of paper money in", changes: [{ now: "0 ZAR", after: "10000 ZAR" }] },
  });
  expect(await move("deposit", "10000")).toMatchObject({ ok: true });
  expect(await move("withdrawal", "2500.5")).toMatchObject({ ok: true });
  expect([await pool(), await atVenue()]).toEqual(["7499.5", "7499.5 ZAR"]);
  const rows = await db.ledgerTransaction.findMany({ orderBy: { id: "asc" } });
  expect(rows.map(({ kind, book }) => `${kind} ${book}`)).toEqual(["deposit paper", "withdrawal paper"]);
  expect(await db.auditEntry.count({ where: { action: "wallet.funded" } })).toBe(2);
});

test("more than the pool has is refused in a sentence, whoever asks at the same time", async () => {
  const refused = await move("withdrawal", "7499.51");
  expect(refused).toMatchObject({
    refusal: {
      code: "insufficient_funds",
      message: "The pool at Luno has 7499.5 ZAR, not 7499.51: what bots have stays with them.",
    },
  });
  expect(await previewPaperMoney(wanted("withdrawal", "8000"), ctx())).toMatchObject({ ok: false });
  const many = await Promise.all(Array.from({ length: 8 }, () => move("withdrawal", "2000")));
  expect(many.filter(({ ok }) => ok)).toHaveLength(3);
  expect([await pool(), await atVenue()]).toEqual(["1499.5", "1499.5 ZAR"]);
});

test("one act is one: asked again with the same run, nothing moves twice", async () => {
  const id = randomUUID();
  expect(await move("deposit", "500", id)).toMatchObject({ ok: true });
  expect(await move("deposit", "500", id)).toMatchObject({ ok: true });
  expect([await pool(), await atVenue()]).toEqual(["1999.5", "1999.5 ZAR"]);
});

test.each([
  { direction: "deposit", amount: "0" },
  { direction: "deposit", amount: "-5" },
  { direction: "deposit", amount: "1e12" },
  { direction: "steal", amount: "5" },
  { direction: "deposit", amount: "5", book: "live" },
])("$direction of $amount is refused as it is read", (input) => {
  expect(paperMoneyInput.safeParse({ exchange: "luno", ...input }).success).toBe(false);
});
