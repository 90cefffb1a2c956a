import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { findEntryStanding } from "@/server/execution/cancel/store";
import { listWorkingMarkets } from "@/server/execution/list-working-markets";
import { reconcile } from "@/server/execution/reconcile";
import { settleLateArrivals } from "@/server/execution/settle-late-arrivals";
import { settleOrders } from "@/server/execution/settle-orders";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Statement, watchStatements } from "./bench/watch-statements";
import { type Fixture, openFixture } from "./testing/open-fixture";

/** Of each that was there, so many more that have ended. */
const COPIES = 8_000;
/** What grows with every trade. */
const GROWING = [
  "orders",
  "order_event",
  "fill",
  "position",
  "ledger_transaction",
  "ledger_entry",
  "decision",
];
/** What those are that have ended. */
const ENDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  orders: { status: "'filled'" },
  position: {
    status: "'closed'",
    exitReason: "'target'",
    closedMarketAt: `o."openedMarketAt" - n * interval '1 hour'`,
    closedWallAt: `o."openedWallAt" - n * interval '1 hour'`,
  },
};
/** Ids that name a row; whose it is stays. */
const OWN = ["id", "orderId", "positionId", "decisionId"];

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  return work(client).finally(() => client.end());
}

type Column = { readonly name: string; readonly type: string };

/** A value that nobody else has, where the row needs one of its own. */
function another({ name, type }: Column): string {
  if (OWN.includes(name) && type === "uuid") return `md5(o."${name}"::text || n)::uuid`;
  if (["id", "transactionId"].includes(name)) return `o."${name}" + n::bigint * 1000000`;
  if (["clientOrderId", "ref", "venueTradeId", "venueOrderId"].includes(name))
    return `o."${name}" || '-' || n`;
  return type.startsWith("timestamp") ? `o."${name}" - n * interval '1 hour'` : `o."${name}"`;
}

/** Writes what has ended again and again, as a year of trading would have. */
async function grow(client: Client, table: string): Promise<void> {
  const { rows } = await client.query<Column>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`,
    [`public."${table}"`],
  );
  const fresh = (column: Column) => ENDED[table]?.[column.name] ?? another(column);
  const names = rows.map(({ name }) => `"${name}"`).join();
  await client.query(
    `INSERT INTO "${table}" (${names}) OVERRIDING SYSTEM VALUE SELECT ${rows.map(fresh).join()}
     FROM "${table}" o, generate_series(1, $1::int) n`,
    [COPIES],
  );
}

/** The tables that grow which this statement would read from end to end, at the size they have now. */
async function readWhole(client: Client, { text, values }: Statement): Promise<readonly string[]> {
  if (!/^\s*(SELECT|UPDATE|WITH|INSERT|DELETE)/i.test(text)) return [];
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, [...values]);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  const whole = [...plan.matchAll(/Seq Scan on "?(\w+)"?/g)].map(([, name]) => name ?? "");
  return whole.filter((name) => GROWING.includes(name)).map((name) => `${name}: ${text}`);
}

// Guards a worker that has traded for a year: what it asks every second must not cost more each day.
it("a worker's own rounds read by an index whatever has ended before", async () => {
  fixture = await openFixture(database, { bots: ["Zeus", "Hera"], volume: "100" });
  await fixture.tick("105", 500);
  await fixture.tick("105", 600);
  await fixture.tick("120", 60_000);
  expect(await db.order.count({ where: { status: "filled" } })).toBeGreaterThan(0);
  await asOwner(async (client) => {
    await client.query("SET session_replication_role = replica");
    for (const table of GROWING) await grow(client, table);
    await client.query("ANALYZE");
  });
  expect(await db.order.count()).toBeGreaterThan(COPIES);
  const { runtime, now } = fixture.lifecycle;
  const watch = watchStatements();
  await settleOrders(runtime);
  await settleLateArrivals(runtime);
  await reconcile(runtime);
  await listWorkingMarkets();
  await findEntryStanding(fixture.userId, new Date(now()));
  await fixture.tick("80", 120_000);
  await fixture.tick("80", 180_000);
  watch.stop();
  expect(watch.count('"orders"')).toBeGreaterThan(8);
  const whole = await asOwner(async (client) => {
    const found: string[] = [];
    for (const statement of watch.sent) found.push(...(await readWhole(client, statement)));
    return found;
  });
  expect([...new Set(whole)]).toEqual([]);
});
