import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

type Guard = {
  guardServers: (how: {
    isProxy: (address: string) => boolean;
    sessionOf: (cookies: string) => string | null;
    health: () => { code: number; body: object };
    isInngestOpen?: boolean;
    now: () => number;
  }) => () => void;
};
type Limits = { readonly perSecond: number; readonly burst: number };
type Buckets = {
  TokenBuckets: new (
    keysMax: number,
  ) => { size: number; take: (key: string, tokens: number, limits: Limits, atMs: number) => number };
};
const LIB = path.resolve(import.meta.dirname, "lib");
const { guardServers } = (await import(path.join(LIB, "guard-web.mjs"))) as Guard;
const { TokenBuckets } = (await import(path.join(LIB, "token-buckets.mjs"))) as Buckets;

const MB = 1024 * 1024;

let server: Server;
let port = 0;
let nowMs = 0;
let reached: { url: string; bytes: number }[] = [];
let open = 0;
let openMost = 0;
let heldMs = 0;
let unguard = () => {};
const health = () => ({ code: 200, body: { status: "ok" } });
beforeEach(async () => {
  nowMs = 0;
  heldMs = 0;
  reached = [];
  openMost = 0;
  unguard = guardServers({
    isProxy: () => false,
    sessionOf: (cookies: string) => /session=(\w+)/.exec(cookies)?.[1] ?? null,
    health,
    now: () => nowMs,
  });
  server = createServer(async (request, response) => {
    open += 1;
    openMost = Math.max(openMost, open);
    response.once("close", () => (open -= 1));
    let bytes = 0;
    for await (const part of request) bytes += (part as Buffer).length;
    reached.push({ url: request.url ?? "", bytes });
    if (heldMs) await new Promise((resolve) => setTimeout(resolve, heldMs));
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  unguard();
});

type Ask = {
  readonly path: string;
  readonly address?: string;
  readonly cookie?: string;
  readonly body?: Buffer;
};
function ask({ path: door, address = "192.0.2.1", cookie = "", body }: Ask): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      "x-amarktai-address": address,
      cookie,
      ...(body && { "content-length": body.length }),
    };
    const asked = httpRequest(
      { port, path: door, method: body ? "POST" : "GET", headers, agent: false },
      (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
const askMany = (count: number, one: Ask) => Promise.all(Array.from({ length: count }, () => ask(one)));
async function inTurn(count: number, one: Ask): Promise<readonly number[]> {
  const codes: number[] = [];
  for (let n = 0; n < count; n++) codes.push(await ask(one));
  return codes;
}
const tally = (codes: readonly number[]) => ({
  ok: codes.filter((code) => code === 200).length,
  refused: codes.filter((code) => code === 429).length,
});

describe("bodies", () => {
  it.each([
    ["/api/trpc/welcome.claim", 257 * 1024],
    ["/api/auth/callback/credentials", 17 * 1024],
    ["/dashboard", 17 * 1024],
    ["/api/inngest", 17 * 1024],
  ])(
    "over the limit of %s are refused before a byte of them is read, and the answer arrives",
    async (door, size) => {
      expect(await ask({ path: door, body: Buffer.alloc(size) })).toBe(413);
      expect(reached).toEqual([]);
    },
  );

  it("within the limit pass, and those that tell no length do not", async () => {
    expect(await ask({ path: "/api/trpc/bots.create", body: Buffer.alloc(200 * 1024) })).toBe(200);
    const code = await new Promise((resolve) => {
      const asked = httpRequest({ port, path: "/api/trpc/x", method: "POST" }, (reply) =>
        resolve(reply.statusCode),
      );
      asked.on("error", () => undefined);
      asked.write("endless");
    });
    expect(code).toBe(411);
    expect(reached).toHaveLength(1);
  });

  it("of an Inngest server pass up to 6 MB where one is configured, four large ones at once", async () => {
    unguard();
    unguard = guardServers({
      isProxy: () => false,
      sessionOf: () => null,
      health,
      isInngestOpen: true,
      now: () => nowMs,
    });
    const path = "/api/inngest";
    expect(await ask({ path, body: Buffer.alloc(7 * MB) })).toBe(413);
    heldMs = 100;
    expect(tally(await askMany(8, { path, body: Buffer.alloc(2 * MB) }))).toEqual({ ok: 4, refused: 4 });
    expect(tally(await askMany(20, { path, body: Buffer.alloc(1024) }))).toEqual({ ok: 20, refused: 0 });
  });

  it("of 24 MB, six at once, are never held in memory", async () => {
    const body = Buffer.alloc(24 * MB);
    const before = process.memoryUsage().arrayBuffers;
    const peak = { bytes: 0 };
    const look = setInterval(() => {
      peak.bytes = Math.max(peak.bytes, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const codes = await Promise.all(
      Array.from({ length: 6 }, () => ask({ path: "/api/inngest", body }).catch(() => 413)),
    );
    clearInterval(look);
    expect(codes).toEqual(Array(6).fill(413));
    expect(peak.bytes).toBeLessThan(24 * MB);
    expect(reached).toEqual([]);
  });
});

describe("calls", () => {
  const batch = (count: number, comma: string) =>
    `/api/trpc/${Array(count).fill("welcome.state").join(comma)}?batch=1&input=%7B%7D`;

  it.each([",", "%2C", "%2c"])("of a batch are each counted, with %s between them", async (comma) => {
    // 60 tokens at once, 20 a batch
    expect(tally(await inTurn(5, { path: batch(20, comma) }))).toEqual({ ok: 3, refused: 2 });
  });

  it("are counted for the address where no session is shown, also when one is made up", async () => {
    const some = { ok: 3, refused: 2 };
    expect(tally(await inTurn(5, { path: batch(20, ","), cookie: "made=up" }))).toEqual(some);
    expect(tally(await inTurn(5, { path: batch(20, ","), address: "192.0.2.2" }))).toEqual(some);
  });

  it("of a session are its own: a flood from the same address takes nothing from it", async () => {
    await inTurn(5, { path: batch(20, ",") });
    const mine = { path: batch(20, ","), cookie: "session=mine" };
    expect(tally(await inTurn(30, mine))).toEqual({ ok: 20, refused: 10 });
  });

  it("under way at once are bounded by their number, not by that of their batches", async () => {
    heldMs = 100;
    const mine = { path: batch(20, ","), cookie: "session=mine" };
    expect(tally(await askMany(6, mine))).toEqual({ ok: 3, refused: 3 });
    expect(tally(await askMany(40, { ...mine, path: batch(1, ",") }))).toEqual({ ok: 40, refused: 0 });
  });

  it("leave the other doors open: signing in, health and files are counted by themselves", async () => {
    await inTurn(30, { path: batch(20, ",") });
    for (const door of ["/signin", "/api/auth/csrf", "/api/health", "/api/ready", "/_next/static/a.js"])
      expect(await ask({ path: door }), door).toBe(200);
  });

  it("of strangers leave a try to a browser that has signed in before", async () => {
    const signin = { path: "/api/enter/signin", body: Buffer.from("email=a") };
    expect(tally(await inTurn(70, signin))).toEqual({ ok: 60, refused: 10 });
    expect(await ask({ ...signin, cookie: "a=b; amarktai.known-browser=x" })).toBe(200);
  });

  it("come back with time, as many as the second allows", async () => {
    await inTurn(5, { path: batch(20, ",") });
    nowMs += 2_000;
    expect(tally(await inTurn(3, { path: batch(20, ",") }))).toEqual({ ok: 1, refused: 2 });
  });
});

it("health is told before Next is asked, and to who asks without end as well", async () => {
  const reply = await fetch(`http://127.0.0.1:${port}/api/health`);
  expect(await reply.json()).toEqual({ status: "ok" });
  expect(reply.headers.get("cache-control")).toBe("no-store");
  expect(reply.headers.get("connection")).toBe("close");
  expect(tally(await askMany(400, { path: "/api/health" }))).toEqual({ ok: 400, refused: 0 });
  expect(reached).toEqual([]);
});

it("refusals are told at once now and then, and a second late to who never stops", async () => {
  const from = performance.now();
  const flood = { path: "/api/trpc/welcome.state" };
  expect(tally(await inTurn(110, flood))).toEqual({ ok: 60, refused: 50 });
  const atOnceMs = performance.now() - from;
  const before = performance.now();
  expect(await askMany(20, flood)).toEqual(Array(20).fill(429));
  expect(performance.now() - before).toBeGreaterThan(900);
  expect(atOnceMs / 110).toBeLessThan(100);
  expect(await ask({ ...flood, address: "192.0.2.2" })).toBe(200);
  expect(await ask({ ...flood, cookie: "session=mine" })).toBe(200);
});

describe("what is under way", () => {
  it("is bounded per address and kind, and makes room when it ends", async () => {
    heldMs = 100;
    expect(tally(await askMany(40, { path: "/signin" }))).toEqual({ ok: 8, refused: 32 });
    expect(openMost).toBeLessThanOrEqual(8);
    expect(await ask({ path: "/signin" })).toBe(200);
  });

  it("counts streams of one address, whatever sessions they bear", async () => {
    heldMs = 200;
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => ask({ path: "/api/events", cookie: `session=s${n}` })),
    );
    expect(tally(codes)).toEqual({ ok: 60, refused: 40 });
  });

  it("ends the oldest connection that waits when an address has too many, never a newcomer", async () => {
    const sockets = Array.from({ length: 300 }, () => connect(port, "127.0.0.1"));
    const closed = { count: 0 };
    for (const socket of sockets)
      socket.on("error", () => undefined).once("close", () => (closed.count += 1));
    await expect.poll(() => closed.count).toBe(300 - 256);
    expect(sockets.slice(0, 30).every((socket) => socket.destroyed)).toBe(true);
    expect(await askMany(8, { path: "/signin" })).toEqual(Array(8).fill(200));
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => closed.count).toBe(300);
  });
});

it("keeps a bounded number of callers", () => {
  const buckets = new TokenBuckets(100);
  for (let n = 0; n < 5_000; n++) buckets.take(`address ${n}`, 1, { perSecond: 1, burst: 2 }, n);
  expect(buckets.size).toBe(100);
  expect(buckets.take("address 4999", 1, { perSecond: 1, burst: 2 }, 5_000)).toBe(0);
  expect(buckets.take("address 4999", 2, { perSecond: 1, burst: 2 }, 5_000)).toBeGreaterThan(0);
});
