// What the judge of the kills asks: the database in SQL, apart from the application's own code, and the simulators by their door.
import type { Client } from "pg";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { askSimulator } from "@/server/worker/proof/killer/ask-simulator";
import type {
  KillerFacts,
  OurHolding,
  OurOrder,
  VenueTruth,
} from "@/server/worker/proof/killer/judge-killer";

/** The stop of a position, resting at its exchange. */
const RESTS = `(o."type" = 'stop' AND o."status" = 'ack' AND o."cancelCode" IS NULL)`;

/** All facts at this moment; what is in flight may look broken for one. */
export async function readKiller(
  client: Client,
  origins: ReadonlyMap<ExchangeName, string>,
): Promise<Omit<KillerFacts, "breaches">> {
  const orders = await client.query<OurOrder>(
    `SELECT o."clientOrderId", o."exchange", o."status"::text, o."filled"::text, ${RESTS} AS rests,
       (SELECT coalesce(sum(f."amount"), 0)::text FROM "fill" f WHERE f."orderId" = o."id") AS booked FROM "orders" o`,
  );
  const holdings = await client.query<OurHolding>(
    `SELECT replace("venue", 'practice:', '') AS exchange, "asset", sum("balance")::text AS held FROM "ledger_account"
     WHERE "kind" IN ('available', 'allocated', 'in_orders') GROUP BY 1, 2`,
  );
  const external = await client.query<{ count: string }>(`SELECT count(*) FROM "external_activity"`);
  const truths = await Promise.all(
    [...origins].map(async ([exchange, origin]) => ({
      ...(await askSimulator<Omit<VenueTruth, "exchange">>(origin, "GET", "truth")),
      exchange,
    })),
  );
  return {
    truths,
    orders: orders.rows,
    holdings: holdings.rows,
    external: Number(external.rows[0]?.count ?? 0),
  };
}

/** How many orders have not ended; a stop that rests at its exchange ends with its position. */
export async function countAtWork(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM "orders" o WHERE "status" NOT IN ('filled', 'cancelled', 'rejected', 'expired') AND NOT ${RESTS}`,
  );
  return Number(rows[0]?.count ?? 0);
}
