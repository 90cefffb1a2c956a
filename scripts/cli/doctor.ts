// npm run cli -- doctor [--json]: status 0 when all is well, 1 otherwise.
import { type OpenedDatabase, runDoctor } from "@/server/health/run-doctor";
import { wallMs } from "@/server/kernel/clock";
import { closeDb } from "@/server/platform/db";

const { json, database } = JSON.parse(process.env.AMARKTAI_CLI ?? "{}") as {
  json: boolean;
  database: OpenedDatabase;
};

const checks = await runDoctor({ wallNow: wallMs(Date.now()), nodeVersion: process.version, database });
await closeDb();
if (json) console.log(JSON.stringify({ checks }));
else
  for (const { name, ok, detail } of checks)
    console.log(`${ok ? "ok  " : "BAD "} ${name.padEnd(9)} ${detail}`);
process.exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
