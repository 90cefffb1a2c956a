import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

type Reading = { status: number; body: string };
type Kept = { ask: () => Promise<Reading> };
const LIB = path.resolve(import.meta.dirname, "lib");
const { keepReading } = (await import(path.join(LIB, "keep-reading.mjs"))) as {
  keepReading: (from: { read: () => Promise<Reading>; now: () => number }) => Kept;
};
const { pagesHealth } = (await import(path.join(LIB, "pages-health.mjs"))) as {
  pagesHealth: (turnedAtMs: number, nowMs: number) => { code: number; body: object };
};

/** Pages as they are behind the door, and worse: `/burn` holds their thread for two seconds. */
const PAGES = `
import http from "node:http";
import { Worker } from "node:worker_threads";
const pages = process.argv[2];
const turned = new BigInt64Array(new SharedArrayBuffer(8));
const server = http.createServer(async (request, response) => {
  if (request.url === "/burn") for (const until = Date.now() + 2_000; Date.now() < until; );
  if (request.url === "/api/ready") return response.end('{"status":"ready"}');
  if (request.url === "/stream") {
    response.write("one");
    return response.once("close", () => process.send({ streamClosed: true }));
  }
  let body = "";
  for await (const part of request) body += part;
  response.writeHead(201, [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-of-pages", "yes"]]);
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
});
server.listen(pages, () => setInterval(() => Atomics.store(turned, 0, BigInt(Date.now())), 50));
process.on("message", () => server.close());
const door = new Worker(${JSON.stringify(path.join(LIB, "door.mjs"))}, {
  workerData: { turned, pages, port: Number(process.argv[3]), host: "127.0.0.1" },
});
`;

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-door-"));
let child: ChildProcess;
let url = "";
beforeAll(async () => {
  const { freePort } = (await import(path.join(LIB, "ports.mjs"))) as { freePort: () => Promise<number> };
  const script = path.join(folder, "pages.mjs");
  writeFileSync(script, PAGES);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  child = fork(script, [path.join(folder, "pages"), String(port)], { execArgv: [] });
  const status = () => fetch(`${url}/api/health`).then((reply) => reply.status);
  await vi.waitUntil(async () => (await status().catch(() => 0)) === 200, { timeout: 10_000 });
});
afterAll(() => {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

it("health is not well before the pages listen, and when they have stood still for ten seconds", () => {
  const at = Date.UTC(2026, 0, 1);
  expect(pagesHealth(0, at)).toMatchObject({ code: 503, body: { status: "starting" } });
  const asOf = "2026-01-01T00:00:00.000Z";
  expect(pagesHealth(at, at + 9_000)).toMatchObject({ code: 200, body: { status: "ok", asOf } });
  expect(pagesHealth(at, at + 11_000)).toMatchObject({ code: 503, body: { status: "silent", asOf } });
});

describe("the door before the pages", () => {
  it("hands a request on as it came, with the caller's address, and brings the answer back whole", async () => {
    const reply = await fetch(`${url}/a%20b?c=d`, {
      method: "POST",
      body: "é".repeat(1_000),
      headers: { "x-forwarded-for": "6.6.6.6", "x-kept": "yes" },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      "x-of-pages": "yes",
      "x-frame-options": "DENY",
    });
    const seen = (await reply.json()) as { body: string; headers: Record<string, string> };
    expect(seen).toMatchObject({ method: "POST", url: "/a%20b?c=d", body: "é".repeat(1_000) });
    expect(seen.headers).toMatchObject({ "x-kept": "yes", "x-amarktai-address": "127.0.0.1" });
    expect(seen.headers).not.toHaveProperty("x-forwarded-for");
  });

  it("answers health and readiness while the pages compute, with the instant that is told of", async () => {
    await fetch(`${url}/api/ready`);
    const burning = fetch(`${url}/burn`);
    await new Promise((done) => setTimeout(done, 300));
    const from = performance.now();
    const health = await fetch(`${url}/api/health`);
    const ready = await fetch(`${url}/api/ready`);
    // the pages are held for another 1.7 s
    expect(performance.now() - from).toBeLessThan(1_000);
    expect([health.status, ready.status]).toEqual([200, 200]);
    const { asOf } = (await health.json()) as { asOf: string };
    expect(Date.now() - Date.parse(asOf)).toBeGreaterThan(100);
    await burning;
  });

  it("ends what the pages do for a caller who has gone", async () => {
    const closed = new Promise((done) => child.once("message", done));
    const asked = http.get(`${url}/stream`, (reply) => reply.once("data", () => asked.destroy()));
    asked.on("error", () => undefined);
    expect(await closed).toEqual({ streamClosed: true });
  });

  it("says in a sentence that pages which do not listen are starting", async () => {
    child.send("close");
    await expect.poll(() => fetch(`${url}/x`).then(({ status }) => status)).toBe(503);
    const reply = await fetch(`${url}/x`);
    expect(reply.headers.get("retry-after")).toBe("1");
    expect(await reply.json()).toEqual({ message: "The pages are starting." });
  });
});

describe("a kept reading", () => {
  const reader = () => {
    const state = { nowMs: 0, taken: 0, hold: null as Promise<unknown> | null, fails: false };
    const read = async () => {
      state.taken += 1;
      await state.hold;
      if (state.fails) throw new Error("silent");
      return { status: 200, body: String(state.taken) };
    };
    return { state, kept: keepReading({ read, now: () => state.nowMs }) };
  };

  it("is taken once for all who ask, and anew when it is no longer fresh", async () => {
    const { state, kept } = reader();
    await Promise.all(Array.from({ length: 1_000 }, () => kept.ask()));
    expect(state.taken).toBe(1);
    state.nowMs += 300;
    expect(await kept.ask()).toMatchObject({ status: 200, body: "2" });
  });

  it("is told as it was when a newer one takes its time, and no longer than ten seconds", async () => {
    const { state, kept } = reader();
    await kept.ask();
    state.hold = new Promise(() => undefined);
    state.nowMs += 9_000;
    const from = performance.now();
    expect(await kept.ask()).toMatchObject({ status: 200, body: "1" });
    expect(performance.now() - from).toBeLessThan(1_000);
    state.nowMs += 2_000;
    const late = await kept.ask();
    expect(late.status).toBe(503);
    expect(late.body).toMatch(/"pages":\{"ok":false,"detail":"the pages have not answered since 20/);
  });

  it("that was never there is said to be missing", async () => {
    const { state, kept } = reader();
    state.fails = true;
    expect(await kept.ask()).toMatchObject({ status: 503 });
  });
});
