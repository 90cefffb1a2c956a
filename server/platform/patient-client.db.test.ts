import net from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patientClient } from "./patient-client";
import { createTestDatabase, type TestDatabase } from "./testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** Between client and server: `freeze()` forgets every connection it has, without a word to either side. */
async function openProxy(url: string) {
  const target = new URL(url);
  const to = { host: target.hostname, port: Number(target.port) };
  const pairs: net.Socket[] = [];
  const server = net.createServer((client) => {
    const upstream = net.connect(to);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on("error", () => undefined);
      pairs.push(socket);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  target.port = String((server.address() as net.AddressInfo).port);
  return {
    url: target.href,
    freeze: () => {
      for (const socket of pairs) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () => {
      for (const socket of pairs) socket.destroy();
      server.close();
    },
  };
}

it("connections that hang are ended, their transaction with them, and the pool works on with new ones", async () => {
  const proxy = await openProxy(database.ownerUrl);
  const pool = new pg.Pool({ connectionString: proxy.url, max: 2, Client: patientClient(700) });
  pool.on("error", () => undefined);
  try {
    await pool.query("CREATE TABLE hung (n int)");
    const open = await pool.connect();
    open.on("error", () => undefined);
    await open.query("BEGIN");
    await open.query("INSERT INTO hung VALUES (1)");
    proxy.freeze();
    const failed = (work: Promise<unknown>) =>
      work.then(
        () => "answered",
        () => "failed",
      );
    // more waiters than connections: each gets one in the end
    expect(await Promise.all([failed(open.query("COMMIT")), failed(pool.query("SELECT 1"))])).toContain(
      "failed",
    );
    open.release();
    const rows = await Promise.all([1, 2, 3].map(() => pool.query("SELECT count(*)::int AS n FROM hung")));
    expect(rows.map((one) => one.rows[0]?.n)).toEqual([0, 0, 0]);
  } finally {
    await pool.end();
    proxy.close();
  }
});

it("a connection that rests, also in a transaction, is left alone", async () => {
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 1, Client: patientClient(200) });
  const client = await pool.connect();
  await client.query("BEGIN");
  await new Promise((done) => setTimeout(done, 700));
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await client.query("COMMIT");
  client.release();
  await pool.end();
});
