// npm run bench -- audit [--json] [--rows 300000]: seals that many audit entries and verifies the whole chain.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { sealAudit } from "@/server/audit/seal-audit";
import { writeEntries } from "@/server/audit/testing/write-entries";
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
const VERIFICATIONS = 3;

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
