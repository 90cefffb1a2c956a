// One traded day again and again, as the owner of the tables: a month of it in minutes. The rows are those that trading
// wrote, with ids and instants of their own.
import type { Client } from "pg";

const DAY_MS = 86_400_000;
const CANDLES_KEPT = 5_000;
const EQUITY_EVERY_S = 5;
/** Ids that name a row of the day; whose they are (bots, versions, users) stays. */
const OWN_IDS = new Set(["id", "orderId", "decisionId", "positionId"]);
/** Rows are numbered by a sequence, or by whoever wrote them. */
const LEFT_OUT = new Set(["seq", "txid"]);
const LEDGER_STEP = 10_000_000;

type Copied = {
  readonly table: string;
  readonly which: string;
  readonly set: Readonly<Record<string, string>>;
};

const COPIED: readonly Copied[] = [
  { table: "decision", which: "true", set: {} },
  {
    table: "orders",
    which: `"status" IN ('filled', 'cancelled', 'expired', 'rejected')`,
    set: { clientOrderId: `md5("clientOrderId" || $1)` },
  },
  { table: "order_event", which: "true", set: { id: "DEFAULT" } },
  { table: "fill", which: "true", set: { venueTradeId: `"venueTradeId" || '-' || $1` } },
  { table: "position", which: `"status" = 'closed'`, set: {} },
  {
    table: "ledger_transaction",
    which: `"kind" <> 'deposit'`,
    set: { id: `"id" + $1::int * ${LEDGER_STEP}`, ref: `"ref" || '-' || $1` },
  },
  {
    table: "ledger_entry",
    which: "true",
    set: { id: "DEFAULT", transactionId: `"transactionId" + $1::int * ${LEDGER_STEP}` },
  },
  { table: "paper_order", which: `"status" <> 'open'`, set: { clientOrderId: `md5("clientOrderId" || $1)` } },
  { table: "paper_trade", which: "true", set: { id: "DEFAULT" } },
  { table: "audit_entry", which: "true", set: {} },
  { table: "outbox_event", which: "true", set: { id: "DEFAULT" } },
];

/** Sets the traded day aside, to be repeated from. */
export async function keepDay(owner: Client): Promise<void> {
  await owner.query("CREATE SCHEMA stage");
  for (const { table, which } of COPIED)
    await owner.query(`CREATE TABLE stage."${table}" AS SELECT * FROM public."${table}" WHERE ${which}`);
}

export const forgetDay = (owner: Client) => owner.query("DROP SCHEMA stage CASCADE");

/** Writes the kept day once more, `day` days later. Triggers sleep: balances were summed when it was traded. */
export async function repeatDay(owner: Client, day: number): Promise<void> {
  await owner.query("BEGIN");
  await owner.query("SET LOCAL session_replication_role = replica");
  for (const { table, set } of COPIED) {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
      [table],
    );
    const columns = rows.filter(({ name }) => !LEFT_OUT.has(name) && set[name] !== "DEFAULT");
    const values = columns.map(({ name, type }) => set[name] ?? shifted(name, type));
    await owner.query(
      `INSERT INTO public."${table}" (${columns.map(({ name }) => `"${name}"`).join(", ")})
       SELECT ${values.join(", ").replaceAll("$1", `'${day}'`)} FROM stage."${table}"`,
    );
  }
  await owner.query("COMMIT");
}

function shifted(name: string, type: string): string {
  if (type === "timestamptz") return `"${name}" + make_interval(days => $1::int)`;
  if (type === "uuid" && OWN_IDS.has(name)) return `md5("${name}"::text || $1)::uuid`;
  return `"${name}"`;
}

/** The candles of a day of every market, and the equity curve as it is with live prices: a point every five seconds. */
export async function writeMarketDay(
  owner: Client,
  q: { readonly source: string; readonly userId: string; readonly markets: number; readonly from: number },
): Promise<void> {
  const { source, userId, markets, from } = q;
  await owner.query(
    `INSERT INTO candle ("source", "exchange", "symbol", "timeframe", "openAt", "open", "high", "low", "close", "volume")
     SELECT $1, 'binance', 'C' || m || '/USDT', '5m', at, p, p * 1.001, p * 0.999, p + 0.07, round((500 + random() * 1000)::numeric, 3)
     FROM generate_series(to_timestamp($2::float8), to_timestamp($3::float8), interval '5 minutes') at,
       generate_series(0, $4::int - 1) m, LATERAL (SELECT round((90 + random() * 20 + m * 0)::numeric, 2) AS p) price`,
    [source, from / 1_000, (from + DAY_MS) / 1_000 - 1, markets],
  );
  await owner.query(`DELETE FROM candle WHERE "openAt" < to_timestamp($1::float8)`, [
    (from + DAY_MS - CANDLES_KEPT * 300_000) / 1_000,
  ]);
  await owner.query(
    `INSERT INTO equity_point ("userId", "book", "wallAt", "marketAt", "currency", "equity", "cash", "buyAndHold")
     SELECT $1, 'demo', at, at, 'USDT', 45000 + round((random() * 1000)::numeric, 8), 20000 + round((random() * 1000)::numeric, 8),
       45000 + round((random() * 1000)::numeric, 8)
     FROM generate_series(to_timestamp($2::float8), to_timestamp($3::float8), make_interval(secs => $4::int)) at`,
    [userId, from / 1_000, (from + DAY_MS) / 1_000 - 1, EQUITY_EVERY_S],
  );
}
