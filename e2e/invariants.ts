// What must hold in the database whatever was killed: asked in SQL, apart from the application's own code.
import { readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";

/** Connects to the embedded database of a running app as its superuser. */
export async function openDatabase(home: string): Promise<Client> {
  const secrets = JSON.parse(readFileSync(path.join(home, "secrets.json"), "utf8")) as {
    databaseSuperuser: string;
  };
  const { port, database } = JSON.parse(readFileSync(path.join(home, "database.json"), "utf8")) as {
    port: number;
    database: string;
  };
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    database,
    password: secrets.databaseSuperuser,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

export type Breach = { readonly invariant: string; readonly rows: readonly object[] };

/** Each query lists what breaks the invariant; none may answer a row once everything in flight is settled. */
const QUERIES: { readonly [invariant: string]: string } = {
  "ledger = venue, per book, venue and asset": `
    SELECT coalesce(l."venue", v."venue") AS venue, coalesce(l."asset", v."asset") AS asset, l.held, v.total FROM
      (SELECT "userId", "book", "venue", "asset", sum("balance") AS held FROM "ledger_account"
        WHERE "kind" IN ('available', 'allocated', 'in_orders') GROUP BY 1, 2, 3, 4) l
      FULL JOIN (SELECT "userId", "book", "venue", "asset", sum("free" + "used") AS total FROM "paper_balance"
        GROUP BY 1, 2, 3, 4) v USING ("userId", "book", "venue", "asset")
    WHERE coalesce(l.held, 0) <> coalesce(v.total, 0)`,
  "balance = sum of its entries": `
    SELECT a."id", a."balance", sum(e."amount") AS entries FROM "ledger_account" a
      LEFT JOIN "ledger_entry" e ON e."accountId" = a."id" GROUP BY a."id"
    HAVING a."balance" <> coalesce(sum(e."amount"), 0)`,
  "every ledger transaction sums to zero per asset": `
    SELECT "transactionId", "asset", sum("amount") FROM "ledger_entry" GROUP BY 1, 2 HAVING sum("amount") <> 0`,
  "position = sum of its fills, less the fees taken in its coin, and the dust it took over": `
    SELECT p."id", p."amount", p."carriedAmount", sum(f.moved) AS fills
    FROM "position" p LEFT JOIN (
      SELECT f."positionId", CASE f."side" WHEN 'buy' THEN f."amount" ELSE -f."amount" END
        - CASE WHEN f."feeAsset" = o."base" THEN f."fee" ELSE 0 END AS moved
      FROM "fill" f JOIN "orders" o ON o."id" = f."orderId") f ON f."positionId" = p."id" GROUP BY p."id"
    HAVING p."amount" <> coalesce(sum(f.moved), 0) + p."carriedAmount"`,
  "dust goes from position to position, none is made or lost": `
    SELECT "botId", "venue", "symbol", sum("carriedAmount") AS amount, sum("carriedCost") AS cost FROM "position"
    GROUP BY 1, 2, 3 HAVING sum("carriedAmount") <> 0 OR sum("carriedCost") <> 0`,
  "a bot's coins = its positions and their dust": `
    SELECT l."botKey", l."asset", l.held, p.held AS positions FROM
      (SELECT "book", "venue", "botKey", "asset", sum("balance") AS held FROM "ledger_account"
        WHERE "kind" IN ('allocated', 'in_orders') GROUP BY 1, 2, 3, 4) l
      JOIN (SELECT "book", "venue", "botId"::text AS bot, "base", sum("amount") AS held FROM "position"
        GROUP BY 1, 2, 3, 4) p ON p."book" = l."book" AND p."venue" = l."venue" AND p.bot = l."botKey"
        AND p."base" = l."asset"
    WHERE l.held <> p.held`,
  "cash = funded + realised - cost of what is held, dust included": `
    SELECT l."book", l."venue", l."asset", l.cash, l.funded, p.realised, p.cost FROM
      (SELECT "userId", "book", "venue", "asset",
          sum("balance") FILTER (WHERE "kind" IN ('available', 'allocated', 'in_orders')) AS cash,
          -coalesce(sum("balance") FILTER (WHERE "kind" = 'funding'), 0) AS funded
        FROM "ledger_account" GROUP BY 1, 2, 3, 4) l
      JOIN (SELECT "userId", "book", "venue", "quote", sum("realised") AS realised, sum("cost") AS cost
        FROM "position" GROUP BY 1, 2, 3, 4) p ON p."userId" = l."userId" AND p."book" = l."book"
        AND p."venue" = l."venue" AND p."quote" = l."asset"
    WHERE l.cash <> l.funded + p.realised - p.cost
      AND NOT EXISTS (SELECT 1 FROM "position" b WHERE b."venue" = l."venue" AND b."base" = l."asset")`,
  "filled = sum of the order's fills": `
    SELECT o."id", o."filled", sum(f."amount") FROM "orders" o LEFT JOIN "fill" f ON f."orderId" = o."id"
    GROUP BY o."id" HAVING o."filled" <> coalesce(sum(f."amount"), 0)`,
  "every venue order has its intent, and one only": `
    SELECT v."clientOrderId" FROM "paper_order" v LEFT JOIN "orders" o ON o."clientOrderId" = v."clientOrderId"
    GROUP BY v."clientOrderId" HAVING count(o."id") <> 1 OR count(*) <> 1`,
  "every venue trade is booked once": `
    SELECT t."id" FROM "paper_trade" t LEFT JOIN "fill" f ON f."venue" = t."venue" AND f."venueTradeId" = t."id"::text
    GROUP BY t."id" HAVING count(f."id") <> 1`,
  "no bot entered the same slot twice": `
    SELECT "botId", "slotAt" FROM "orders" WHERE "purpose" = 'entry' GROUP BY 1, 2 HAVING count(*) > 1`,
};

/** What is broken at this instant; orders in flight may show as broken for a moment. */
export async function findBreaches(client: Client): Promise<readonly Breach[]> {
  const breaches: Breach[] = [];
  for (const [invariant, sql] of Object.entries(QUERIES)) {
    const { rows } = await client.query(sql);
    if (rows.length > 0) breaches.push({ invariant, rows: rows.slice(0, 5) });
  }
  return breaches;
}

/** Looks again and again until nothing is broken; answers what still is when the time is up. */
export async function settleBreaches(home: string, timeoutMs: number): Promise<readonly Breach[]> {
  const client = await openDatabase(home);
  try {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const breaches = await findBreaches(client);
      if (breaches.length === 0 || Date.now() > until) return breaches;
      await new Promise((done) => setTimeout(done, 100));
    }
  } finally {
    await client.end();
  }
}

/** The longest pause in the equity curve since an instant, in milliseconds of the wall clock. */
export async function longestEquityGapMs(home: string, since: Date): Promise<number> {
  const client = await openDatabase(home);
  try {
    const { rows } = await client.query<{ gap: string | null }>(
      `SELECT max(extract(epoch FROM gap) * 1000) AS gap FROM (
         SELECT "wallAt" - lag("wallAt") OVER (PARTITION BY "userId", "book", "currency" ORDER BY "wallAt") AS gap
         FROM "equity_point" WHERE "wallAt" >= $1) AS gaps`,
      [since],
    );
    return Number(rows[0]?.gap ?? Number.NaN);
  } finally {
    await client.end();
  }
}

/** How many fills there are. */
export async function countFills(home: string): Promise<number> {
  const client = await openDatabase(home);
  try {
    const { rows } = await client.query<{ fills: string }>('SELECT count(*) AS fills FROM "fill"');
    return Number(rows[0]?.fills ?? 0);
  } finally {
    await client.end();
  }
}
