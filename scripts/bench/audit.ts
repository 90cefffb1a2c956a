// npm run bench -- audit [--json] [--rows 300000]: seals that many audit entries and verifies the whole chain.
import { randomBytes } from "node:crypto";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { sealAudit } from "@/server/audit/seal-audit";
import { writeEntries } from "@/server/audit/testing/write-entries";
import { verifyAudit } from "@/server/audit/verify-audit";
import { wallMs } from "@/server/kernel/clock";
import { closeDb } from "@/server/platform/db";
import { withAppDatabase } from "../lib/app-database";

const ROWS_DEFAULT = 300_000;
const VERIFICATIONS = 3;

async function main(): Promise<void> {
  const given = process.argv.indexOf("--rows");
  const wanted = given > 0 ? Number(process.argv[given + 1]) : ROWS_DEFAULT;
  const figures = await withAppDatabase(async (database) => {
    await writeEntries(database.url, wanted);
    const measured = await measure(wanted);
    await closeDb();
    return measured;
  });
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else console.table([figures]);
}

/** Seals every entry, then verifies the whole chain a few times; rates in rows a second, verification's the median. */
async function measure(wanted: number) {
  const keys = readAuditKeys(randomBytes(32).toString("hex"));
  const sealFrom = performance.now();
  while ((await sealAudit(wallMs(Date.now()), keys)).sealed > 0);
  const sealsPerSecond = perSecond(wanted, sealFrom);
  const speeds: number[] = [];
  for (let time = 0; time < VERIFICATIONS; time++) {
    const from = performance.now();
    const verdict = await verifyAudit(keys, null);
    if (!verdict.ok || verdict.rows !== wanted) throw new Error(verdict.firstBreak ?? "rows are missing");
    speeds.push(perSecond(verdict.rows, from));
  }
  const rowsPerSecond = [...speeds].sort((a, b) => a - b)[Math.floor(VERIFICATIONS / 2)] ?? 0;
  return { rowsPerSecond, rows: wanted, speeds, sealsPerSecond };
}

const perSecond = (rows: number, from: number): number =>
  Math.round((rows * 1_000) / Math.max(1, performance.now() - from));

await main();
process.exit(0);
