// npm run prove -- growth [--days 30] [--bots 45] [--seed 1] [--json]: a fleet trades a day through the application's own
// doors, that day is repeated to a month with the real nightly tidying after each, and the database must stay within its
// budget; every page's query must still be read from an index. Status 1 otherwise.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { sealAudit } from "@/server/audit/seal-audit";
import { verifyAudit } from "@/server/audit/verify-audit";
import { pruneCommandRuns } from "@/server/commands/prune-runs";
import { pageIdsSql } from "@/server/history/decisions/store";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { closeDb } from "@/server/platform/db";
import { pruneEquity } from "@/server/portfolio/prune-equity";
import { KINDS, toKinds } from "@/server/storage/core/kinds";
import { type PrunePlace, pruneNext } from "@/server/storage/prune-storage";
import { readSizes } from "@/server/storage/store";
import { tradeDay } from "@/server/worker/bench/grow-fleet";
import { arrangeGrowth } from "@/server/worker/testing/arrange-growth";
import { explainPages } from "@/server/worker/testing/explain-pages";
import { forgetDay, keepDay, repeatDay, writeMarketDay } from "@/server/worker/testing/repeat-day";
import { weighDecision } from "@/server/worker/testing/weigh-decision";
import { type ToolDatabase, withAppDatabase } from "../lib/app-database";

type Options = {
  readonly days: number;
  readonly bots: number;
  readonly seed: number;
  readonly json: boolean;
};

const MB = 2 ** 20;
const DAY_MS = 86_400_000;
/** For 45 bots on five minutes over 30 days. */
const BUDGET_MB = 250;

const prove = (options: Options) =>
  withAppDatabase((database) => proveOn(database, options), { durable: false });

async function proveOn(database: ToolDatabase, { days, bots, seed, json }: Options) {
  const owner = new Client({ connectionString: database.url });
  try {
    await owner.connect();
    const { fleet, symbols } = await arrangeGrowth(database.url, bots);
    const keys = readAuditKeys(randomBytes(32).toString("hex"));
    const from = Date.now();
    const seal = () => sealAudit(wallMs(Date.now()), keys);
    const traded = await tradeDay({ fleet, symbols, seed, onHour: seal });
    await keepDay(owner);
    for (let day = 0; day < days; day++) {
      if (day > 0) {
        await repeatDay(owner, day);
        traded.pass(DAY_MS);
      }
      const { source, userId } = fleet;
      await writeMarketDay(owner, { source, userId, markets: bots, from: fleet.slotAt + day * DAY_MS });
      while ((await seal()).sealed > 0);
      await night(owner, fleet.slotAt + (day + 1) * DAY_MS);
      if (!json) console.error(`day ${day + 1}: ${Math.round((await readSizes()).whole / MB)} MB`);
    }
    await forgetDay(owner);
    await owner.query("ANALYZE");
    const verdict = await verifyAudit(keys, null);
    const figures = { ...(await weigh()), decisionBytes: await weighDecision(owner) };
    const pages = await explainPages(fleet.userId, pageIdsSql);
    return {
      days,
      bots,
      seed,
      decisionsWritten: traded.decisions * days,
      ordersADay: traded.orders,
      seconds: Math.round((Date.now() - from) / 1_000),
      ...figures,
      auditRows: verdict.rows,
      pages,
      violations: [
        ...(figures.databaseMb > BUDGET_MB ? [`${figures.databaseMb} MB are more than ${BUDGET_MB}`] : []),
        ...pages.flatMap(({ page, index, whole }) =>
          whole.length > 0 || index.length === 0 ? [`${page} reads a whole table: ${whole.join(", ")}`] : [],
        ),
        ...(verdict.ok ? [] : [verdict.firstBreak ?? "the audit trail does not hold"]),
      ],
    };
  } finally {
    await owner.end().catch(() => undefined);
    await closeDb();
  }
}

/** The nightly tidying, the thinning of the equity curve, and what autovacuum does in a day; here a day lasts seconds. */
async function night(owner: Client, wallNow: number): Promise<void> {
  const clocks = { market: () => marketMs(wallNow), wall: () => wallMs(wallNow) };
  for (let place: PrunePlace | null = { part: "decisions", after: null }; place; )
    place = (await pruneNext(clocks, place, pruneCommandRuns)).next;
  await pruneEquity({ wallNow: wallMs(wallNow) });
  await owner.query("VACUUM (ANALYZE)");
}

async function weigh() {
  const { tables, whole } = await readSizes();
  const mb = (bytes: number) => Math.round((bytes * 10) / MB) / 10;
  const kinds = toKinds(tables, whole);
  const parts = [...KINDS.map(({ kind }) => kind), "other"].map((kind) => [kind, mb(kinds.get(kind) ?? 0)]);
  return {
    databaseMb: mb(whole),
    partsMb: Object.fromEntries(parts) as Readonly<Record<string, number>>,
  };
}

function readArguments(): Options {
  const text = { type: "string" } as const;
  try {
    const options = { days: text, bots: text, seed: text, json: { type: "boolean" } } as const;
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [days, bots, seed] = [values.days ?? "30", values.bots ?? "45", values.seed ?? "1"];
    if (/^[1-9]\d{0,2}$/.test(days) && /^[1-9]\d{0,2}$/.test(bots) && /^\d{1,9}$/.test(seed))
      return { days: Number(days), bots: Number(bots), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- growth [--days 30] [--bots 45] [--seed 1] [--json]");
  process.exit(2);
}

const asked = readArguments();
const result = await prove(asked);
if (asked.json) console.log(JSON.stringify(result));
else {
  for (const [name, value] of Object.entries(result))
    console.log(`${name.padEnd(18)} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
}
process.exit(result.violations.length === 0 ? 0 : 1);
