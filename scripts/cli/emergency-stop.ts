// npm run cli -- emergency-stop [--json]: stage 1 of the emergency stop. Needs the database alone: with the web, the worker
// and every exchange away, no new entry goes out from its commit on. Status 1 where the database cannot be opened.
import { randomUUID } from "node:crypto";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { emergencyStop } from "@/server/emergency/emergency-stop";
import { wallMs } from "@/server/kernel/clock";
import { readMarketNow } from "@/server/market/market-now";
import { closeDb } from "@/server/platform/db";

const { json, database } = JSON.parse(process.env.AMARKTAI_CLI ?? "{}") as {
  json: boolean;
  database: { readonly state: string; readonly detail: string };
};

async function main(): Promise<string | null> {
  if (database.state === "none" || database.state === "failed") return database.detail;
  const userId = await findOwnerId();
  if (userId === null) return "Nobody has claimed this installation yet: no bot of it trades.";
  const wallNow = wallMs(Date.now());
  const stopped = await emergencyStop(
    { open: "hold" },
    {
      actor: { kind: "owner", id: "terminal" },
      userId,
      runId: randomUUID(),
      channel: "cli",
      marketNow: await readMarketNow(wallNow),
      wallNow,
    },
  );
  if (!stopped.ok) return stopped.refusal.message;
  const { cancelled, at, openPositions } = stopped.value;
  if (json) console.log(JSON.stringify({ halted: true, cancelled, at, openPositions }));
  else {
    console.log(`The emergency stop is on since ${at}: no new entry reaches an exchange.`);
    console.log(`${cancelled} entries are taken back; ${openPositions} open positions keep their stops.`);
    console.log("A person clears it on a page of the app; the bots stay paused until they are resumed.");
  }
  return null;
}

const failed = await main().catch((error: unknown) =>
  error instanceof Error ? error.message : String(error),
);
if (failed !== null) {
  console.error(failed);
  process.exitCode = 1;
}
await closeDb();
