// How the database means to read what each page asks of the tables that grow, as it stands.
import { Prisma } from "@/prisma/generated/client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";

/** What a page's query reads by an index, and what it would read whole. */
export type PagePlan = {
  readonly page: string;
  readonly index: readonly string[];
  readonly whole: readonly string[];
};

type Asked = {
  readonly userId: string;
  readonly action: "all" | "acted" | "skipped";
  readonly order: "newest" | "oldest";
  readonly after: { readonly slotAt: MarketMs; readonly decisionId: string } | null;
  readonly limit: number;
  readonly botId?: string;
  readonly reasonCode?: string;
};

/** The plans of the queries behind the pages, for one user, at the size the database has; decisions are asked as their page does. */
export async function explainPages(
  userId: string,
  pageIdsSql: (q: Asked) => Prisma.Sql,
): Promise<readonly PagePlan[]> {
  const newest = await db.decision.findFirst({ where: { userId }, orderBy: { slotAt: "desc" } });
  const botId = newest?.botId ?? userId;
  const after = newest && { slotAt: marketMs(newest.slotAt), decisionId: newest.id };
  const all = { userId, action: "all", order: "newest", after: null, limit: 50 } as const;
  const user = Prisma.sql`"userId" = ${userId}::uuid`;
  const queries: readonly (readonly [page: string, sql: Prisma.Sql])[] = [
    ["decisions", pageIdsSql(all)],
    ["decisions, next page", pageIdsSql({ ...all, after })],
    ["decisions, oldest first", pageIdsSql({ ...all, order: "oldest" })],
    ["decisions that acted", pageIdsSql({ ...all, action: "acted" })],
    ["decisions of a bot", pageIdsSql({ ...all, botId })],
    ["decisions of a seldom reason", pageIdsSql({ ...all, reasonCode: "stale_data" })],
    [
      "trades",
      Prisma.sql`SELECT "id" FROM "fill" WHERE ${user} AND "book" = 'demo' ORDER BY "wallAt" DESC, "id" LIMIT 50`,
    ],
    [
      "closed positions",
      Prisma.sql`SELECT "id" FROM "position" WHERE ${user} AND "book" = 'demo' AND "status" = 'closed'
        ORDER BY "closedWallAt" DESC, "id" LIMIT 50`,
    ],
    [
      "the audit trail of a subject",
      Prisma.sql`SELECT "seq" FROM "audit_entry" WHERE "subject" = ${botId} ORDER BY "seq" DESC LIMIT 50`,
    ],
    [
      "the newest events",
      Prisma.sql`SELECT "id" FROM "outbox_event" WHERE ${user} ORDER BY "txid" DESC, "id" DESC LIMIT 200`,
    ],
    [
      "a chart",
      Prisma.sql`SELECT "close" FROM "candle" WHERE "source" = ${"bench:45"} AND "exchange" = 'binance'
        AND "symbol" = 'C1/USDT' AND "timeframe" = '5m' ORDER BY "openAt" DESC LIMIT 500`,
    ],
  ];
  const plans: PagePlan[] = [];
  for (const [page, sql] of queries) {
    const rows = await db.$queryRaw<{ "QUERY PLAN": string }[]>(Prisma.sql`EXPLAIN ${sql}`);
    const text = rows.map((row) => row["QUERY PLAN"]).join("\n");
    plans.push({
      page,
      index: [...text.matchAll(/Index (?:Only )?Scan (?:Backward )?(?:using|on) "?(\w+)"?/g)].map(
        ([, name]) => name ?? "",
      ),
      whole: [...text.matchAll(/Seq Scan on "?(\w+)"?/g)].map(([, name]) => name ?? ""),
    });
  }
  return plans;
}
