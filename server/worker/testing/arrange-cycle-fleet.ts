// The stage of the cycle bench, set in SQL as the owner of the tables: markets with 600 candles each, bots with their
// capital in the ledger and at the venue. What is measured afterwards goes through the application's own doors.
import { randomUUID } from "node:crypto";
import { Client } from "pg";
import type { CycleFleet } from "../bench/measure-cycle";

type Size = {
  readonly bots: number;
  readonly markets: number;
  readonly timeframe: "1m" | "3m" | "5m";
  /** of so many markets one's averages cross at the slot; of ten when left out, so that a tenth of the fleet enters */
  readonly crossEvery?: number;
};

const CANDLES = 600;
const SLOT_AT = Date.UTC(2026, 0, 5, 12);
const MINUTES = { "1m": 1, "3m": 3, "5m": 5 } as const;
const CROSS_EVERY = 10;

/** A thousand orders in one cycle: what is measured is the lifecycle, not its limits. */
const MOST = 1_000_000;
const UNLIMITED = {
  limits: {
    exchanges: { binance: { perDay: MOST, gapMs: 0, inFlight: MOST } },
    perBotPerDay: MOST,
    per10s: MOST,
    per60s: MOST,
    perUserPerDay: MOST,
  },
};

/** Sets the stage for one size and answers what the measurement needs to know of it. */
export async function arrangeCycleFleet(url: string, size: Size): Promise<CycleFleet> {
  const source = `bench:${size.bots}`;
  const userId = randomUUID();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("BEGIN");
    await arrangeMarkets(client, source, size);
    await arrangeBots(client, userId, size);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
  return { ...size, source, userId, slotAt: SLOT_AT, exchange: "binance" };
}

async function arrangeMarkets(client: Client, source: string, size: Size): Promise<void> {
  const { markets, timeframe, crossEvery = CROSS_EVERY } = size;
  await client.query(`UPDATE "market_session" SET "active" = false`);
  await client.query(
    `INSERT INTO "market_session" ("source", "kind", "label", "speed", "startMarketAt", "marketAt", "wallAt", "ceilingMarketAt")
     VALUES ($1, 'simulated', 'BENCH', 1, to_timestamp($2), to_timestamp($2), now(), to_timestamp($2))`,
    [source, SLOT_AT / 1000],
  );
  // a slow wave down, and for some of the markets a jump in the last candle that crosses the averages
  await client.query(
    `INSERT INTO "candle" ("source", "exchange", "symbol", "timeframe", "openAt", "open", "high", "low", "close", "volume")
     SELECT $1, 'binance', 'C' || m || '/USDT', $2, to_timestamp($3::float8 - (${CANDLES} - i) * $4::float8 * 60),
       price, price * 1.01, price * 0.99, price, 1000
     FROM generate_series(0, $5::int - 1) m, generate_series(0, ${CANDLES - 1}) i,
       LATERAL (SELECT round((100 + m - i * 0.01 + CASE WHEN i = ${CANDLES - 1} AND m % ${crossEvery} = 0 THEN 5 ELSE 0 END)::numeric, 2) AS price) p`,
    [source, timeframe, SLOT_AT / 1000, MINUTES[timeframe], markets],
  );
}

async function arrangeBots(
  client: Client,
  userId: string,
  { bots, markets, timeframe }: Size,
): Promise<void> {
  await client.query(`INSERT INTO "app_user" ("id", "name", "createdAt") VALUES ($1, 'Bench', now())`, [
    userId,
  ]);
  await client.query(`INSERT INTO "trading_mode" ("userId", "updatedAt") VALUES ($1, now())`, [userId]);
  await client.query(`INSERT INTO "settings" ("userId", "overrides", "updatedAt") VALUES ($1, $2, now())`, [
    userId,
    JSON.stringify(UNLIMITED),
  ]);
  await client.query(
    `CREATE TEMP TABLE fleet ON COMMIT DROP AS
     SELECT gen_random_uuid() AS bot, gen_random_uuid() AS version, gen_random_uuid() AS account, n
     FROM generate_series(0, $1::int - 1) n`,
    [bots],
  );
  await client.query(
    `INSERT INTO "bot" ("id", "userId", "name", "nameKey", "book", "exchange", "status", "riskMode", "stakeCurrency",
       "initialCapital", "createdMarketAt", "createdWallAt", "startedMarketAt")
     SELECT bot, $1, 'Bot ' || n, 'bot ' || n, 'demo', 'binance', 'running', 'balanced', 'USDT', 1000, now(), now(), now() FROM fleet`,
    [userId],
  );
  await client.query(
    `INSERT INTO "bot_version" ("id", "botId", "number", "strategy", "params", "symbol", "timeframe", "createdMarketAt", "createdWallAt")
     SELECT version, bot, 1, 'ema-cross', '{"fast": 5, "slow": 13, "trend": 0}', 'C' || (n % $1::int) || '/USDT', $2, now(), now() FROM fleet`,
    [markets, timeframe],
  );
  await arrangeMoney(client, userId);
  await client.query("DROP TABLE fleet");
}

/** A ledger transaction for each bot: from outside to its holding; and the same money at the venue. */
async function arrangeMoney(client: Client, userId: string): Promise<void> {
  const account = `"userId", "book", "venue", "asset", "kind", "botKey"`;
  await client.query(
    `INSERT INTO "ledger_account" (${account}) VALUES ($1, 'demo', 'paper:binance', 'USDT', 'funding', '')`,
    [userId],
  );
  await client.query(
    `INSERT INTO "ledger_account" ("id", ${account})
     SELECT account, $1, 'demo', 'paper:binance', 'USDT', 'allocated', bot::text FROM fleet`,
    [userId],
  );
  await client.query(
    `INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
     SELECT $1, 'demo', 'deposit', 'bench:' || bot, now(), now() FROM fleet`,
    [userId],
  );
  await client.query(
    `INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
     SELECT t."id", side.account, 'USDT', side.amount FROM fleet f
       JOIN "ledger_transaction" t ON t."userId" = $1 AND t."ref" = 'bench:' || f.bot
       CROSS JOIN LATERAL (VALUES (f.account, 1000),
         ((SELECT "id" FROM "ledger_account" WHERE "userId" = $1 AND "kind" = 'funding'), -1000)) side(account, amount)`,
    [userId],
  );
  await client.query(
    `INSERT INTO "paper_balance" ("userId", "book", "venue", "asset", "free", "used")
     SELECT $1, 'demo', 'paper:binance', 'USDT', 1000 * count(*), 0 FROM fleet`,
    [userId],
  );
}
