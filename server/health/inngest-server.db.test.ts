import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { arrangePerson } from "@/server/bots/testing/arrange-fleet";
import { createServerEngine } from "@/server/engine/server-engine";
import { openLabDb, pause, realClocks, SIGNING_KEY, until } from "@/server/engine/testing/engine-lab";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { readiness } from "./readiness";
import { watchJobs } from "./watch-jobs";

let database: TestDatabase;
let standIn: Server | undefined;
const registered: { url: string; functions: { id: string }[] }[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await close();
  await database.drop();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Stands in for an Inngest server where only its answers count: it lives, and it takes the functions. */
async function open(port: number): Promise<number> {
  standIn = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    if (request.url === "/fn/register") registered.push(JSON.parse(body) as (typeof registered)[number]);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true }));
  });
  await new Promise<void>((resolve) => standIn?.listen(port, "127.0.0.1", resolve));
  return (standIn.address() as AddressInfo).port;
}

async function close(): Promise<void> {
  const closing = standIn;
  standIn = undefined;
  closing?.closeAllConnections();
  await new Promise((resolve) => (closing ? closing.close(resolve) : resolve(null)));
}

it("an Inngest server that is away is told by GET /api/ready within 15 s, audited once, and taken back when it is there", async () => {
  const port = await open(0);
  await close();
  const baseUrl = `http://127.0.0.1:${port}`;
  const client = new Inngest({ id: "away", isDev: false, signingKey: SIGNING_KEY, eventKey: "x", baseUrl });
  const functions = [
    client.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }] }, async () => 1),
  ];
  const engine = createServerEngine({
    client,
    baseUrl,
    publicUrl: "http://127.0.0.1:3999",
    signingKey: SIGNING_KEY,
    clocks: realClocks,
    serve: serve({ client, functions, enableUnauthedSync: false }),
  });
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  const look = watchJobs({
    userId,
    clocks: realClocks,
    clockId: "live:x",
    speed: 1,
    marketMoves: () => true,
    engine: engine.status,
  });
  const jobs = async () => {
    await look();
    return (await readiness(realClocks.wall())).checks.jobs;
  };
  // away at the start: that ends nothing
  await engine.start();
  await until("it is told", async () => (await jobs())?.ok === false);
  expect(await jobs()).toMatchObject({ ok: false, detail: expect.stringMatching(/has not answered yet/) });
  await open(port);
  await until("it is registered", async () => (await jobs())?.ok === true);
  expect(registered[0]).toMatchObject({ url: "http://127.0.0.1:3999/api/inngest" });
  expect(registered[0]?.functions.map(({ id }) => id)).toEqual(["away-sweep"]);

  await close();
  const from = performance.now();
  await until("it is noticed", async () => (await jobs())?.ok === false, 15_000);
  // the worker's watchdog looks every five seconds
  expect(performance.now() - from + 5_000).toBeLessThan(15_000);
  expect(await jobs()).toMatchObject({ detail: expect.stringMatching(/has not answered for \d+ s/) });
  await pause(300);
  await look();
  await open(port);
  await until("it is registered anew", async () => (await jobs())?.ok === true);
  expect(registered.length).toBeGreaterThanOrEqual(2);
  await engine.stop();

  const db = openLabDb(database.ownerUrl);
  const told = await db.rows<{ action: string }>(
    `SELECT action FROM audit_entry WHERE action LIKE 'jobs.%' ORDER BY "wallAt", action`,
  );
  await db.end();
  expect(told.map(({ action }) => action)).toEqual([
    "jobs.late",
    "jobs.recovered",
    "jobs.late",
    "jobs.recovered",
  ]);
}, 60_000);

it("of two nodes the one that leads registers where it is reached itself", async () => {
  registered.length = 0;
  const port = await open(0);
  const baseUrl = `http://127.0.0.1:${port}`;
  vi.stubEnv("INNGEST_SERVE_ORIGIN", "http://app-2:3000");
  const client = new Inngest({ id: "nodes", isDev: false, signingKey: SIGNING_KEY, eventKey: "x", baseUrl });
  const functions = [client.createFunction({ id: "x", triggers: [{ event: "x" }] }, async () => 1)];
  const engine = createServerEngine({
    client,
    baseUrl,
    publicUrl: "https://bots.example.org",
    signingKey: SIGNING_KEY,
    clocks: realClocks,
    serve: serve({ client, functions, enableUnauthedSync: false }),
  });
  await engine.start();
  await until("it is registered", () => engine.status().running);
  await engine.stop();
  await close();
  expect(registered).toMatchObject([{ url: "http://app-2:3000/api/inngest" }]);
});
