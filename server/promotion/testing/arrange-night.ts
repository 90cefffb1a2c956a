// What a night's look finds: trades that were closed, and an exchange that is ready.
import { randomUUID } from "node:crypto";
import { asOwner } from "@/server/bots/testing/arrange-fleet";

const HOUR_MS = 3_600_000;
/** quote: what each position was bought for, 30 % of a bot of 400 */
const PAID = 120;

type Trades = {
  readonly userId: string;
  readonly botId: string;
  /** the last one closed a little before, market clock; each is 2.4 hours before the next */
  readonly until: number;
  /** net of what was paid, in the order they were closed */
  readonly returns: readonly number[];
  readonly book?: "paper" | "demo" | "live";
};

/** Closed positions of a bot's newest version; it and the bot began nine days before. */
export async function arrangeTrades(ownerUrl: string, of: Trades): Promise<void> {
  const { userId, botId, until, returns, book = "paper" } = of;
  await asOwner(ownerUrl, async (client) => {
    const began = new Date(until - 9 * 24 * HOUR_MS);
    await client.query(`UPDATE bot SET "startedMarketAt" = $2 WHERE "id" = $1`, [botId, began]);
    await client.query(`UPDATE bot_version SET "createdMarketAt" = $2 WHERE "botId" = $1`, [botId, began]);
    const { rows } = await client.query<{ id: string }>(
      `SELECT "id" FROM bot_version WHERE "botId" = $1 ORDER BY "number" DESC LIMIT 1`,
      [botId],
    );
    for (const [n, one] of returns.entries()) {
      const closedAt = new Date(until - (returns.length - n) * 2.4 * HOUR_MS);
      await client.query(
        `INSERT INTO position ("userId","botId","versionId","book","venue","exchange","symbol","base","quote","status",
           "amount","cost","boughtAmount","boughtQuote","soldAmount","soldQuote","feesQuote","realised","stopPrice",
           "highestPrice","openedMarketAt","openedWallAt","closedMarketAt","closedWallAt")
         VALUES ($1,$2,$3,$4::"Book",'arranged','binance','BTC/USDT','BTC','USDT','closed',
           0,0,1,${PAID},1,$5,0,$6,100,130,$7,$7,$7,$7)`,
        [userId, botId, rows[0]?.id, book, PAID * (1 + one), (PAID * one).toFixed(8), closedAt],
      );
    }
  });
}

/** Sixty trades that pass every gate. */
export const arrangeWinner = (ownerUrl: string, of: Omit<Trades, "returns">): Promise<void> =>
  arrangeTrades(ownerUrl, {
    ...of,
    returns: Array.from({ length: 60 }, (_one, n) => (n % 4 === 3 ? -0.004 : 0.006)),
  });

/** A key that passed its tests at binance, a comparison without a difference, processes that run, live and autopilot on. */
export async function arrangeExchange(ownerUrl: string, userId: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO exchange_credential ("id","userId","exchange","site","label","lastFour","sealed","wrappedKey",
         "masterKeyId","status","mayRead","mayTrade","mayWithdraw","clockOffsetMs","testedWallAt","keptWallAt")
       VALUES ($1,$2,'binance','real','mine','abcd','','','m','valid',true,true,false,12,now(),now())`,
      [randomUUID(), userId],
    );
    await client.query(
      `INSERT INTO heartbeat ("name","marketAt","wallAt","detail")
       SELECT "part", now(), now() + interval '1 hour', '{"difference":"0"}'
       FROM unnest(ARRAY['worker','engine',$1]) "part"
       ON CONFLICT ("name") DO UPDATE SET "wallAt" = EXCLUDED."wallAt"`,
      [`reconcile:${userId}:live:binance`],
    );
    await client.query(
      `INSERT INTO order_test ("id","userId","exchange","site","symbol","trades","status","lines","orderIds","askedWallAt")
       VALUES ($1,$2,'binance','real','BTC/USDT',false,'passed','[]','{}',now())`,
      [randomUUID(), userId],
    );
    await client.query(
      `INSERT INTO trading_mode ("userId","live","autopilot","updatedAt") VALUES ($1,true,true,now())
       ON CONFLICT ("userId") DO UPDATE SET "live" = true, "autopilot" = true`,
      [userId],
    );
  });
}
