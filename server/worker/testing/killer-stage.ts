// The stage of the kills, set in SQL as the owner of the tables: one owner whose limits are wide, with bots of the practice book
// at five simulated exchanges. Their keys go into the vault by its own doors.
import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { systemContext } from "@/server/auth/system-context";
import { dial } from "@/server/connections/dial";
import { createKeyTester } from "@/server/connections/test-keys";
import { accountVenue } from "@/server/exchange/core/venue-name";
import { openMarketData } from "@/server/exchange/open-exchange";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { addKey } from "@/server/vault/add-key";
import type { Resting } from "@/server/worker/bench/measure-road";
import { askSimulator } from "@/server/worker/proof/killer/ask-simulator";
import { realTime } from "@/server/worker/proof/killer/real-time";

/** What a market costs while its exchange is calm, quote per base. */
const PRICES: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 3_000 };
const RAND = 18;
const QUOTES: { readonly [exchange in ExchangeName]: "ZAR" | "USDT" | "USD" } = {
  luno: "ZAR",
  valr: "ZAR",
  binance: "USDT",
  kucoin: "USDT",
  kraken: "USD",
};
const CAPITAL = 20_000;
/** Fees may be taken in these: the pool has some. */
const COINS: { readonly [exchange in ExchangeName]?: string } = { binance: "BNB", kucoin: "KCS" };
const COIN_AMOUNT = 1_000;
const MOST = 1_000_000;

export type StagedMarket = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly price: string;
};
export type Stage = {
  readonly userId: string;
  readonly markets: readonly StagedMarket[];
  readonly rules: readonly MarketRules[];
};

const rate = (exchange: ExchangeName): number => (QUOTES[exchange] === "ZAR" ? RAND : 1);

const stagedMarkets: readonly StagedMarket[] = exchangeNames.flatMap((exchange) =>
  Object.entries(PRICES).map(([base, price]) => ({
    exchange,
    symbol: `${base}/${QUOTES[exchange]}`,
    price: String(price * rate(exchange)),
  })),
);

export type StageAsk = {
  /** at each exchange */
  readonly bots: number;
  /** on top of limits that hold nothing back */
  readonly settings: object;
};

/** Sets the stage. The environment names the database, the simulators and the vault by now. */
export async function setStage(
  url: string,
  origins: ReadonlyMap<ExchangeName, string>,
  { bots, settings }: StageAsk,
): Promise<Stage> {
  const userId = randomUUID();
  await arrangeFleet(url, userId, { bots, settings });
  for (const [exchange, origin] of origins) await fundAccount({ userId, exchange, origin, bots });
  await (await createKeyTester(dial, realTime)()).ended;
  const rules = await Promise.all([...origins].map(readRules));
  return { userId, markets: stagedMarkets, rules: rules.flat() };
}

const readRules = async ([exchange, origin]: readonly [ExchangeName, string]): Promise<MarketRules[]> => {
  const data = await openMarketData(exchange, { site: { kind: "simulator", origin } });
  const listed = await data.markets();
  await data.close();
  const own = new Set(stagedMarkets.filter((one) => one.exchange === exchange).map(({ symbol }) => symbol));
  return listed.filter(({ symbol }) => own.has(symbol));
};

type Account = { userId: string; exchange: ExchangeName; origin: string; bots: number };

/** The same money at the exchange as the ledger has there, and a key for it. */
async function fundAccount({ userId, exchange, origin, bots }: Account): Promise<void> {
  const coin = COINS[exchange];
  const key = await askSimulator<SimKey>(origin, "POST", "keys", {
    // one of its own: a simulator serves several stages, one after the other
    account: userId,
    balances: {
      [QUOTES[exchange]]: String(CAPITAL * rate(exchange) * bots),
      ...(coin === undefined ? {} : { [coin]: String(COIN_AMOUNT) }),
    },
  });
  const { apiKey, secret, passphrase } = key;
  const ctx = systemContext(
    { id: "proof", userId, channel: "start" },
    { marketNow: realTime.market(), wallNow: realTime.wall() },
  );
  const kept = await addKey(
    { exchange, site: "simulator", label: "proof", apiKey, secret, passphrase } as never,
    ctx,
  );
  if (!kept.ok) throw new Error(kept.refusal.message);
}

const arrangeFleet = (url: string, userId: string, { bots, settings }: StageAsk): Promise<void> =>
  withClient(url, async (client) => {
    await client.query("BEGIN");
    await arrangeOwner(client, userId, settings);
    for (const exchange of exchangeNames) await arrangeBots(client, userId, exchange, bots);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  });

/** Nothing but the road holds an order back. */
const UNLIMITED = {
  limits: {
    exchanges: Object.fromEntries(
      exchangeNames.map((name) => [name, { perDay: MOST, gapMs: 0, inFlight: MOST }]),
    ),
    perBotPerDay: MOST,
    per10s: MOST,
    per60s: MOST,
    perUserPerDay: MOST,
  },
  exposure: { asset: "1", exchange: "1" },
  guards: { bookDailyLoss: "1", bookDrawdown: "1", botDailyLoss: "1", botDrawdown: "1" },
  edge: { tradesLeast: 1_000, windowDays: 1 },
};

async function arrangeOwner(client: Client, userId: string, settings: object): Promise<void> {
  await client.query(`INSERT INTO "app_user" ("id", "name", "createdAt") VALUES ($1, 'Proof', now())`, [
    userId,
  ]);
  await client.query(`INSERT INTO "settings" ("userId", "overrides", "updatedAt") VALUES ($1, $2, now())`, [
    userId,
    JSON.stringify({ ...UNLIMITED, ...settings }),
  ]);
  await client.query(`INSERT INTO "trading_mode" ("userId", "live", "updatedAt") VALUES ($1, true, now())`, [
    userId,
  ]);
}

async function arrangeBots(
  client: Client,
  userId: string,
  exchange: ExchangeName,
  bots: number,
): Promise<void> {
  const capital = CAPITAL * rate(exchange);
  const quote = QUOTES[exchange];
  await client.query(
    `CREATE TEMP TABLE fleet ON COMMIT DROP AS
     SELECT gen_random_uuid() AS bot, gen_random_uuid() AS version, gen_random_uuid() AS account, n
     FROM generate_series(0, $1::int - 1) n`,
    [bots],
  );
  await client.query(
    `INSERT INTO "bot" ("id", "userId", "name", "nameKey", "book", "exchange", "status", "riskMode", "stakeCurrency",
       "initialCapital", "createdMarketAt", "createdWallAt", "startedMarketAt")
     SELECT bot, $1, $2 || ' ' || n, $2 || ' ' || n, 'practice', $2, 'running', 'balanced', $3, $4, now(), now(), now()
     FROM fleet`,
    [userId, exchange, quote, capital],
  );
  await client.query(
    `INSERT INTO "bot_version" ("id", "botId", "number", "strategy", "params", "symbol", "timeframe", "createdMarketAt", "createdWallAt")
     SELECT version, bot, 1, 'dca', '{"lots": 2, "every": 1}', ($1::text[])[1 + n % 2] || '/' || $2, '1m', now(), now() FROM fleet`,
    [Object.keys(PRICES), quote],
  );
  await arrangeMoney(client, { userId, venue: accountVenue("practice", exchange), quote, capital });
  const coin = COINS[exchange];
  if (coin !== undefined)
    await arrangeCoins(client, { userId, venue: accountVenue("practice", exchange), coin });
  await client.query("DROP TABLE fleet");
}

type Money = { userId: string; venue: string; quote: string; capital: number };
const ACCOUNT = `"userId", "book", "venue", "asset", "kind", "botKey"`;

async function arrangeMoney(client: Client, { userId, venue, quote, capital }: Money): Promise<void> {
  await client.query(
    `INSERT INTO "ledger_account" (${ACCOUNT}) VALUES ($1, 'practice', $2, $3, 'funding', '')`,
    [userId, venue, quote],
  );
  await client.query(
    `INSERT INTO "ledger_account" ("id", ${ACCOUNT}) SELECT account, $1, 'practice', $2, $3, 'allocated', bot::text FROM fleet`,
    [userId, venue, quote],
  );
  await client.query(
    `INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
     SELECT $1, 'practice', 'deposit', 'proof:' || bot, now(), now() FROM fleet`,
    [userId],
  );
  await client.query(
    `INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
     SELECT t."id", side.account, $3, side.amount FROM fleet f
       JOIN "ledger_transaction" t ON t."userId" = $1 AND t."ref" = 'proof:' || f.bot
       JOIN "ledger_account" a ON a."userId" = $1 AND a."venue" = $2 AND a."asset" = $3 AND a."kind" = 'funding'
       CROSS JOIN LATERAL (VALUES (f.account, $4::numeric), (a."id", -$4::numeric)) side(account, amount)`,
    [userId, venue, quote, capital],
  );
}

async function arrangeCoins(
  client: Client,
  { userId, venue, coin }: { userId: string; venue: string; coin: string },
): Promise<void> {
  await client.query(
    `WITH sides AS (
       INSERT INTO "ledger_account" (${ACCOUNT}) VALUES
         ($1, 'practice', $2, $3, 'funding', ''), ($1, 'practice', $2, $3, 'available', '')
       RETURNING "id", "kind"),
     moved AS (
       INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
       VALUES ($1, 'practice', 'deposit', 'proof:' || $2, now(), now()) RETURNING "id")
     INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
     SELECT moved."id", sides."id", $3, CASE sides."kind" WHEN 'funding' THEN -$4::numeric ELSE $4::numeric END
     FROM sides, moved`,
    [userId, venue, coin, COIN_AMOUNT],
  );
}

/** Writes resting orders down as sent, one for each bot of their exchange that has none; whoever places them acknowledges them. */
export const arrangeResting = (
  url: string,
  { exchange, symbol, base, quote }: MarketRules,
  orders: readonly Resting[],
): Promise<void> =>
  withClient(url, async (client) => {
    const of = (field: keyof Resting) => orders.map((order) => order[field]);
    await client.query(
      `INSERT INTO "orders" ("userId", "botId", "versionId", "book", "venue", "exchange", "symbol", "base", "quote", "purpose",
         "side", "type", "limitPrice", "postOnly", "reasonCode", "slotAt", "leg", "clientOrderId", "amount", "referencePrice",
         "reserved", "status", "deadlineWallAt", "marketAt", "wallAt", "updatedMarketAt", "updatedWallAt")
       SELECT b."userId", b."id", v."id", 'practice', $1, $2, $3, $4, $5, 'entry', 'buy', 'limit', r.price::numeric, true,
         'entry_signal', now(), 'entry', r.client, r.amount::numeric, r.price::numeric, 0, 'sent', now() + interval '1 hour',
         now(), now(), now(), now()
       FROM (SELECT "id", "userId", row_number() OVER (ORDER BY "id") AS n FROM "bot" b WHERE "exchange" = $2
           AND NOT EXISTS (SELECT 1 FROM "orders" o WHERE o."botId" = b."id")) b
         JOIN "bot_version" v ON v."botId" = b."id"
         JOIN unnest($6::text[], $7::text[], $8::text[]) WITH ORDINALITY AS r(client, amount, price, n) USING (n)`,
      [
        accountVenue("practice", exchange),
        exchange,
        symbol,
        base,
        quote,
        of("clientOrderId"),
        of("amount"),
        of("limitPrice"),
      ],
    );
  });

/** Writes down under which ids the venue took them in. */
export const acknowledgeResting = (
  url: string,
  orders: readonly Resting[],
  venueIds: readonly string[],
): Promise<void> =>
  withClient(url, async (client) => {
    await client.query(
      `UPDATE "orders" o SET "status" = 'ack', "venueOrderId" = r.venue
       FROM unnest($1::text[], $2::text[]) AS r(client, venue) WHERE o."clientOrderId" = r.client`,
      [orders.map(({ clientOrderId }) => clientOrderId), venueIds],
    );
  });

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

/** The price of a market while its exchange is calm, or after it has fallen: what was bought before is stopped out then. */
export const priceWhile = ({ price }: StagedMarket, fallen: boolean): string =>
  toDecimal(price)
    .times(fallen ? "0.94" : "1")
    .toFixed();
