// npm run bench -- audit [--json] [--rows 300000]: seals that many audit entries and verifies the whole chain.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { Client } from "pg";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { sealAudit } from "@/server/audit/seal-audit";
import { verifyAudit } from "@/server/audit/verify-audit";
import { wallMs } from "@/server/kernel/clock";
import { closeDb } from "@/server/platform/db";

type ToolDatabase = {
  readonly url: string;
  readonly own: object | null;
  readonly close: () => Promise<void>;
};
type Opener = { openToolDatabase: (options: { adminUrl?: string | undefined }) => Promise<ToolDatabase> };

const ROWS_DEFAULT = 300_000;
const AT_ONCE = 100_000;
const VERIFICATIONS = 3;

/** Entries as trading writes them: a cycle with what acted in it. */
async function writeEntries(url: string, rows: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let from = 1; from <= rows; from += AT_ONCE) {
    await client.query(
      `INSERT INTO audit_entry ("userId", "actor", "channel", "runId", "action", "subject", "reason", "detail", "marketAt", "wallAt")
       SELECT '00000000-0000-4000-8000-000000000001', 'schedule:trading-cycle', 'job', '5m:' || n, 'cycle.completed',
         'cycle:5m:' || n, '1 acted, 44 skipped', jsonb_build_object('slotAt', n, 'timeframe', '5m', 'skipped', 44, 'acted',
           jsonb_build_array(jsonb_build_object('botId', gen_random_uuid(), 'action', 'enter', 'reasonCode', 'entry_signal', 'amount', '0.0123'))),
         now(), now() FROM generate_series($1::int, $2::int) n`,
      [from, Math.min(rows, from + AT_ONCE - 1)],
    );
  }
  await client.query("ANALYZE audit_entry");
  await client.end();
}

async function main(): Promise<void> {
  const given = process.argv.indexOf("--rows");
  const wanted = given > 0 ? Number(process.argv[given + 1]) : ROWS_DEFAULT;
  const library = path.join(process.cwd(), "scripts", "lib", "tool-database.mjs");
  const { openToolDatabase } = (await import(library)) as Opener;
  const database = await openToolDatabase({ adminUrl: process.env.AMARKTAI_TEST_DATABASE_URL });
  try {
    const asApp = new URL(database.url);
    asApp.search = `?options=${encodeURIComponent("-c role=amarktai_app")}`;
    process.env.DATABASE_URL = asApp.href;
    await writeEntries(database.url, wanted);
    const keys = readAuditKeys(randomBytes(32).toString("hex"));
    const sealFrom = performance.now();
    while ((await sealAudit(wallMs(Date.now()), keys)).sealed > 0);
    const sealsPerSecond = perSecond(wanted, sealFrom);
    const speeds: number[] = [];
    let rows = 0;
    for (let time = 0; time < VERIFICATIONS; time++) {
      const from = performance.now();
      const verdict = await verifyAudit(keys, null);
      if (!verdict.ok || verdict.rows !== wanted) throw new Error(verdict.firstBreak ?? "rows are missing");
      rows = verdict.rows;
      speeds.push(perSecond(rows, from));
    }
    const rowsPerSecond = [...speeds].sort((a, b) => a - b)[Math.floor(VERIFICATIONS / 2)] ?? 0;
    const figures = { rowsPerSecond, rows, speeds, sealsPerSecond };
    if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
    else console.table([figures]);
  } finally {
    await closeDb();
    await database.close();
  }
}

const perSecond = (rows: number, from: number): number =>
  Math.round((rows * 1_000) / Math.max(1, performance.now() - from));

await main();
process.exit(0);
