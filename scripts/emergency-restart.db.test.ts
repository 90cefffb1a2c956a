// The emergency stop outlives what it needs: the database is killed in the middle of it, and the worker with it.
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { jobContext } from "@/server/audit/job-context";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { emergencyStop } from "@/server/emergency/emergency-stop";
import { showEmergency } from "@/server/emergency/show-emergency";
import { sendIntents, sendWaitingIntents } from "@/server/execution/send-orders";
import { settleOrders } from "@/server/execution/settle-orders";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";

type Server = {
  readonly url: string;
  readonly pid: () => number | null;
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const BOTS = ["Zeus", "Hera", "Ares", "Rhea"] as const;
const RESTING = 2;
const LOOKS = { timeout: 30_000, interval: 100 };

let server: Server;
let own: TestDatabase;
beforeAll(async () => {
  const library = path.join(import.meta.dirname, "lib", "suite-database.mjs");
  const { startTestDatabase } = (await import(library)) as {
    startTestDatabase: () => Promise<Server>;
  };
  // a Postgres of its own: others must not fall with it
  server = await startTestDatabase();
  vi.stubEnv("AMARKTAI_TEST_DATABASE_URL", server.url);
  own = await createTestDatabase();
  // what is committed outlives the server, as it does under npm start
  const name = new URL(own.ownerUrl).pathname.slice(1);
  await asOwner(own.ownerUrl, (client) => client.query(`ALTER DATABASE ${name} SET synchronous_commit = on`));
}, 120_000);
afterAll(async () => {
  await own?.drop();
  await server?.close();
  vi.unstubAllEnvs();
});

/** No checkpoint, no goodbye: what was not on disk is gone. */
async function killPostgres(): Promise<void> {
  const pid = server.pid();
  if (pid === null) throw new Error("the database had ended by itself");
  process.kill(pid, "SIGQUIT");
  await vi.waitFor(() => expect(server.pid()).toBeNull(), LOOKS);
}

const ctxOf = ({ lifecycle, userId }: Fixture, id: string) =>
  jobContext(lifecycle.runtime.clocks, userId, "test", id);
const entries = () => db.order.findMany({ where: { purpose: "entry" }, orderBy: { wallAt: "asc" } });

test("killed between its two commits it holds: no entry goes out, and what rests is taken back by the next worker", async () => {
  const fixture = await openFixture(own, { bots: BOTS, settings: UNPACED });
  const { orderIds } = await fixture.plan();
  expect(orderIds).toHaveLength(BOTS.length);
  await db.order.updateMany({ data: { type: "limit", limitPrice: "100", postOnly: true } });
  await sendIntents(fixture.lifecycle.runtime, orderIds.slice(0, RESTING));
  const sent = fixture.created.length;
  expect(sent).toBe(RESTING);

  // its second commit waits for a row that somebody holds: there the database dies
  const holder = new Client({ connectionString: own.ownerUrl });
  holder.on("error", () => undefined);
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query(`SELECT 1 FROM "orders" FOR UPDATE`);
  const stopping = emergencyStop({ open: "hold" }, ctxOf(fixture, "stop")).then(
    () => "answered",
    () => "failed",
  );
  await vi.waitFor(
    async () => expect(await db.tradingMode.findFirst()).toMatchObject({ halted: true }),
    LOOKS,
  );
  await killPostgres();
  await holder.end().catch(() => undefined);
  await server.restart();
  await stopping;

  expect(await showEmergency(fixture.userId)).toMatchObject({ halted: true });
  // the worker that comes back leads anew, and knows nothing but the database
  await vi.waitFor(async () => {
    expect(await fixture.lifecycle.lead()).toBe(true);
    await sendWaitingIntents(fixture.lifecycle.runtime);
    await settleOrders(fixture.lifecycle.runtime);
    expect((await entries()).map(({ status }) => status).sort()).toEqual([
      "cancelled",
      "cancelled",
      "expired",
      "expired",
    ]);
  }, LOOKS);
  expect(fixture.created).toHaveLength(sent);
  expect((await entries()).map(({ endCode }) => endCode)).toEqual(BOTS.map(() => "halted"));
  // what was stopped halfway is carried out by asking again, from anywhere
  expect(await emergencyStop({ open: "hold" }, ctxOf(fixture, "again"))).toMatchObject({
    ok: true,
    value: { halted: true, entries: { waiting: 0, resting: 0, sentSince: 0 } },
  });
  expect(await db.bot.count({ where: { status: { not: "paused" } } })).toBe(0);
  await fixture.close();
}, 120_000);
