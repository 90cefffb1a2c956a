import net from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { readiness } from "./readiness";
import { runDoctor } from "./run-doctor";

const SLOW_MS = 1_200;
const NOW = wallMs(Date.UTC(2026, 10, 22, 12));
let database: TestDatabase;
let server: net.Server;
const sockets: net.Socket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  const to = { host: url.hostname, port: Number(url.port) };
  server = net.createServer((client) => {
    const upstream = net.connect(to);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on("error", () => undefined);
    setTimeout(() => client.pipe(upstream).pipe(client), SLOW_MS);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url.port = String((server.address() as net.AddressInfo).port);
  vi.stubEnv("DATABASE_URL", url.href);
});
afterAll(async () => {
  await database?.drop();
  for (const socket of sockets) socket.destroy();
  server?.close();
});

it("a database that takes its time is told by a probe and is no illness for the doctor", async () => {
  expect((await readiness(NOW)).checks.database?.ok).toBe(false);
  const checks = await runDoctor({
    wallNow: NOW,
    nodeVersion: process.version,
    database: { state: "running", detail: "slow" },
  });
  expect(checks.find(({ name }) => name === "database")).toMatchObject({ ok: true });
});
