import { randomUUID } from "node:crypto";
import { Client } from "pg";
import type { CommandContext } from "@/server/commands/command";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";

export const MARKET_NOW = marketMs(Date.UTC(2024, 0, 2));
const MARKETS = [
  ["binance", "BTC", "USDT"],
  ["binance", "ETH", "USDT"],
  ["binance", "SOL", "USDT"],
  ["kucoin", "DOGE", "USDT"],
  ["kraken", "LINK", "USD"],
  ["valr", "XRP", "ZAR"],
  ["luno", "BTC", "ZAR"],
] as const;

/** A market in use, simulated unless told, as the worker leaves it, in a fresh test database. */
export async function arrangeMarkets(
  ownerUrl: string,
  kind: "simulated" | "live" = "simulated",
): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO market_session ("source","kind","label","speed","startMarketAt","marketAt","wallAt","ceilingMarketAt")
       VALUES ('simulated:1',$2::"MarketKind",'A MARKET','1',$1,$1,now(),$1)`,
      [new Date(MARKET_NOW), kind],
    );
    for (const [exchange, base, quote] of MARKETS) {
      await client.query(
        `INSERT INTO market ("source","kind","exchange","symbol","base","quote","tickSize","lotSize","minAmount",
           "minNotional","makerFee","takerFee","timeframes")
         VALUES ('simulated:1',$5::"MarketKind",$1,$2,$3,$4,'0.01','0.0001','0.0001','5','0.001','0.001',
           '{1m,3m,5m,15m,30m,1h,4h,1d}')`,
        [exchange, `${base}/${quote}`, base, quote, kind],
      );
    }
  });
}

/** A person with an account and money at binance in the demo book, or another; gives what their requests carry. */
export async function arrangePerson(
  ownerUrl: string,
  person: { role: "owner" | "trader" | "viewer"; usdt?: string; book?: "demo" | "paper" },
): Promise<CommandContext> {
  const userId = randomUUID();
  await asOwner(ownerUrl, (client) =>
    client.query(
      `INSERT INTO app_user ("id","email","name","role","createdAt") VALUES ($1,$2,'A person',$3::"Role",now())`,
      [userId, `${userId}@example.com`, person.role],
    ),
  );
  const ctx = toAsk({ userId, role: person.role });
  if (person.usdt) {
    const amount = toDecimal(person.usdt);
    const { book = "demo" } = person;
    await fundBook(ctx, { book, exchange: "binance", asset: "USDT", amount, ref: "arranged" });
  }
  return ctx;
}

/** What one request of a person carries: a fresh run id unless one is given. */
export function toAsk(
  of: { userId: string; role: "owner" | "trader" | "viewer" },
  { runId = randomUUID() as string, wallNow = wallMs(Date.now()) } = {},
): CommandContext {
  const { userId, role } = of;
  const actor = { kind: role, id: userId };
  return { actor, userId, role, runId, channel: "web", marketNow: MARKET_NOW, wallNow };
}

/** Runs statements as the owner of the tables: what the application itself may not do. */
export async function asOwner<T>(ownerUrl: string, act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
