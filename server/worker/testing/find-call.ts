import { Client } from "pg";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { env } from "@/server/platform/env";

/**
 * Where an order went, and when its call began, on the clock of `performance`: others go out meanwhile, stops of positions at
 * exchanges above all. Null where there was no call, or it went to the exchange that hangs.
 */
export async function findCall(
  orderId: string,
  hanging: ExchangeName,
): Promise<{ readonly exchange: ExchangeName; readonly at: number } | null> {
  const client = new Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  const { rows } = await client
    .query<{ exchange: string; at: Date | null }>(
      `SELECT "exchange", "wireWallAt" AS at FROM "orders" WHERE "id" = $1`,
      [orderId],
    )
    .finally(() => client.end());
  const [row] = rows;
  if (!row?.at || row.exchange === hanging) return null;
  return { exchange: readExchange(row.exchange), at: row.at.getTime() - performance.timeOrigin };
}
