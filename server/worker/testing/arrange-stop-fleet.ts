// The stage of the stops' bench, set in SQL as the owner of the tables: open positions with their stop at 90 or a little below, bought at
// 100, each of a bot of its own that holds one of the coin, in the ledger and at the venue.

import { randomUUID } from "node:crypto";
import { Client } from "pg";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { STOP_STEP } from "../bench/measure-stops";

/** Positions at one exchange, spread over markets called `prefix` and a number from 0. */
export type StopGroup = {
  readonly exchange: ExchangeName;
  readonly prefix: string;
  readonly positions: number;
  readonly symbols: number;
};

/** Sets the stage and answers the owner's id. */
export async function arrangeStopFleet(
  url: string,
  groups: readonly StopGroup[],
  openedAt: number,
): Promise<string> {
  const userId = randomUUID();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(`INSERT INTO "app_user" ("id", "name", "createdAt") VALUES ($1, 'Bench', now())`, [
      userId,
    ]);
    for (const group of groups) await arrangeGroup(client, userId, group, openedAt);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
  return userId;
}

async function arrangeGroup(
  client: Client,
  userId: string,
  group: StopGroup,
  openedAt: number,
): Promise<void> {
  const { exchange, prefix, positions, symbols } = group;
  const venue = `paper:${exchange}`;
  await client.query(
    `CREATE TEMP TABLE fleet ON COMMIT DROP AS
     SELECT gen_random_uuid() AS bot, gen_random_uuid() AS version, gen_random_uuid() AS account, $2 || (n % $3::int) AS base, n
     FROM generate_series(0, $1::int - 1) n`,
    [positions, prefix, symbols],
  );
  await client.query(
    `INSERT INTO "bot" ("id", "userId", "name", "nameKey", "book", "exchange", "status", "riskMode", "stakeCurrency",
       "initialCapital", "createdMarketAt", "createdWallAt", "startedMarketAt")
     SELECT bot, $1, $3 || ' ' || n, $3 || ' ' || n, 'demo', $2, 'running', 'balanced', 'USDT', 1000, now(), now(), now()
     FROM fleet`,
    [userId, exchange, `${exchange} ${prefix}`],
  );
  await client.query(
    `INSERT INTO "bot_version" ("id", "botId", "number", "strategy", "params", "symbol", "timeframe", "createdMarketAt", "createdWallAt")
     SELECT version, bot, 1, 'ema-cross', '{"fast": 5, "slow": 13, "trend": 0}', base || '/USDT', '5m', now(), now() FROM fleet`,
  );
  await client.query(
    `INSERT INTO "position" ("userId", "botId", "versionId", "book", "venue", "exchange", "symbol", "base", "quote",
       "amount", "cost", "boughtAmount", "boughtQuote", "soldAmount", "soldQuote", "feesQuote", "realised", "stopPrice",
       "highestPrice", "openedMarketAt", "openedWallAt")
     SELECT $1, bot, version, 'demo', $2, $3, base || '/USDT', base, 'USDT', 1, 100, 1, 100, 0, 0, 0, 0,
       90 - (n / $5::int) * ${STOP_STEP}, 100,
       to_timestamp($4), to_timestamp($4) FROM fleet`,
    [userId, venue, exchange, openedAt / 1_000, symbols],
  );
  await arrangeCoins(client, userId, venue);
  await client.query("DROP TABLE fleet");
}

async function arrangeCoins(client: Client, userId: string, venue: string): Promise<void> {
  const account = `"userId", "book", "venue", "asset", "kind", "botKey"`;
  await client.query(
    `INSERT INTO "ledger_account" (${account}) SELECT DISTINCT $1::uuid, 'demo'::"Book", $2, base, 'funding'::"LedgerAccountKind", '' FROM fleet`,
    [userId, venue],
  );
  await client.query(
    `INSERT INTO "ledger_account" ("id", ${account}) SELECT account, $1, 'demo', $2, base, 'allocated', bot::text FROM fleet`,
    [userId, venue],
  );
  await client.query(
    `INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
     SELECT $1, 'demo', 'deposit', 'bench:' || bot, now(), now() FROM fleet`,
    [userId],
  );
  await client.query(
    `INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
     SELECT t."id", side.account, f.base, side.amount FROM fleet f
       JOIN "ledger_transaction" t ON t."userId" = $1 AND t."ref" = 'bench:' || f.bot
       JOIN "ledger_account" a ON a."userId" = $1 AND a."venue" = $2 AND a."asset" = f.base AND a."kind" = 'funding'
       CROSS JOIN LATERAL (VALUES (f.account, 1), (a."id", -1)) side(account, amount)`,
    [userId, venue],
  );
  await client.query(
    `INSERT INTO "paper_balance" ("userId", "book", "venue", "asset", "free", "used")
     SELECT $1, 'demo', $2, base, count(*), 0 FROM fleet GROUP BY base`,
    [userId, venue],
  );
}
