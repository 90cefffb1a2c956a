// npm run cli -- audit verify [--json]: status 0 when the audit trail is as it was written, 1 otherwise.
import { readAuditKeys } from "@/server/audit/audit-keys";
import { readKeptHeads } from "@/server/audit/keep-head";
import { verifyAudit } from "@/server/audit/verify-audit";
import { closeDb } from "@/server/platform/db";
import { env } from "@/server/platform/env";

type Opened = { readonly state: "running" | "started" | "none" | "failed"; readonly detail: string };

const { json, database } = JSON.parse(process.env.AMARKTAI_CLI ?? "{}") as {
  json: boolean;
  database: Opened;
};

async function main(): Promise<void> {
  if (database.state === "none" || database.state === "failed") {
    console.error(database.detail);
    process.exitCode = 1;
    return;
  }
  const file = env().AMARKTAI_AUDIT_HEADS;
  const kept = await readKeptHeads(file);
  const from = performance.now();
  const verdict = await verifyAudit(readAuditKeys(env().AMARKTAI_AUDIT_KEY), kept);
  const rowsPerSecond = Math.round((verdict.rows * 1_000) / Math.max(1, performance.now() - from));
  process.exitCode = verdict.ok ? 0 : 1;
  if (json) console.log(JSON.stringify({ ...verdict, rowsPerSecond }));
  else for (const line of toLines({ ...verdict, rowsPerSecond }, file)) console.log(line);
}

function toLines(
  verdict: Awaited<ReturnType<typeof verifyAudit>> & { readonly rowsPerSecond: number },
  file: string,
): readonly string[] {
  const { rows, ok, firstBreak, unkeyed, confirmedTo, rowsPerSecond } = verdict;
  return [
    ok
      ? `ok   ${rows} links hold, ${rowsPerSecond} a second`
      : `BAD  ${firstBreak} (${rows} links before it hold)`,
    ...(unkeyed > 0 ? [`     ${unkeyed} of them were sealed before the chain had a key`] : []),
    confirmedTo
      ? `     confirmed to link ${confirmedTo} by ${file}`
      : `     no copy of its head in ${file}: an end that was cut off cannot be told`,
  ];
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
await closeDb();
