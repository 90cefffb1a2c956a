import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { afterEach, expect, it } from "vitest";
import { startWorkerDoor, type WorkerDoor } from "@/server/engine/worker-endpoint";
import { canonicalJson, doorPass, sameSecret, signBody } from "@/server/platform/sign-request";
import { forwardToWorker, RETRY_AFTER_S } from "./forward-to-worker";
import { type HoldLimits, holdForWorker } from "./hold-for-worker";

const SIGNING_KEY = `signkey-prod-${"0f".repeat(32)}`;
const ran: string[] = [];
const client = new Inngest({ id: "held", isDev: false, signingKey: SIGNING_KEY, eventKey: "x" });
const handler = serve({
  client,
  functions: [
    client.createFunction({ id: "cycle", triggers: [{ event: "held/cycle" }] }, async ({ step, runId }) => {
      await step.run("act", () => void ran.push(runId));
      return "done";
    }),
  ],
});

let door: WorkerDoor | undefined;
let other: Server | undefined;
afterEach(async () => {
  await door?.close();
  other?.closeAllConnections();
  other?.close();
  door = undefined;
  other = undefined;
  ran.length = 0;
});

const open = async (port: number) => {
  const health = () => ({ ok: true });
  const mayCall = (headers: Headers) =>
    sameSecret(
      headers.get("x-amarktai-pass") ?? "",
      doorPass(headers.get("x-inngest-signature") ?? "", SIGNING_KEY),
    );
  door = await startWorkerDoor({ port, serve: handler, mayCall, health, onError: () => undefined });
  return door.port;
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A call as an Inngest server sends it. */
function call(runId: string): Request {
  const body = canonicalJson({
    version: 2,
    event: { id: runId, name: "held/cycle", data: {}, ts: 1 },
    events: [],
    steps: {},
    ctx: {
      run_id: runId,
      attempt: 0,
      disable_immediate_execution: false,
      use_api: false,
      stack: { stack: [], current: 0 },
    },
  });
  const signature = signBody(body, SIGNING_KEY, Math.floor(Date.now() / 1000));
  return new Request("http://app.example/api/inngest?fnId=held-cycle&stepId=step", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-inngest-signature": signature },
  });
}

const forward = (request: Request, port: number, limits: HoldLimits) =>
  forwardToWorker(request, { address: "192.0.2.1" }, { port, keys: [SIGNING_KEY], isOpen: true }, limits);

const LIMITS = { holdMs: 8_000, lookMs: 50, callsMax: 4, bytesMax: 1_000_000 };

it("holds a call while the worker is away and hands it over when it is back: the run loses no try", async () => {
  const port = await freePort();
  const answered = forward(call("run-1"), port, LIMITS);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(ran).toEqual([]);
  await open(port);
  const reply = await answered;
  expect(reply.status).toBe(206);
  expect(await reply.json()).toMatchObject([{ op: "StepRun" }]);
  expect(ran).toEqual(["run-1"]);
});

it("sends a call again that broke off when the worker ended in the middle of it", async () => {
  const port = await freePort();
  other = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => other?.listen(port, "127.0.0.1", resolve));
  const answered = forward(call("run-2"), port, LIMITS);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await new Promise((resolve) => other?.close(resolve));
  await open(port);
  expect((await answered).status).toBe(206);
  expect(ran).toEqual(["run-2"]);
});

it("a worker that stays away: 503 with a Retry-After that outlasts its restart", async () => {
  const port = await freePort();
  const reply = await forward(call("run-3"), port, { ...LIMITS, holdMs: 200 });
  expect(reply.status).toBe(503);
  expect(reply.headers.get("retry-after")).toBe(String(RETRY_AFTER_S));
  expect(RETRY_AFTER_S).toBeGreaterThanOrEqual(30);
  expect(reply.headers.get("x-inngest-no-retry")).toBe("false");
});

it("holds no more than so many calls, nor more than so many bytes, and nothing unsigned", async () => {
  const port = await freePort();
  const from = performance.now();
  const unsigned = new Request("http://app.example/api/inngest", { method: "POST", body: "{}" });
  expect((await forward(unsigned, port, { ...LIMITS, holdMs: 60_000 })).status).toBe(401);
  const large = await forward(call("run-4"), port, { ...LIMITS, holdMs: 60_000, bytesMax: 10 });
  expect(large.status).toBe(503);
  expect(performance.now() - from).toBeLessThan(20_000);
  const gone = new AbortController();
  const away = () =>
    Promise.reject(new TypeError("x", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }));
  const kept = Array.from({ length: LIMITS.callsMax }, () =>
    holdForWorker(away, { bytes: 1, signal: gone.signal }, { ...LIMITS, holdMs: 60_000 }).catch(
      () => "ended",
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(holdForWorker(away, { bytes: 1, signal: gone.signal }, LIMITS)).rejects.toThrow("x");
  gone.abort();
  expect(await Promise.all(kept)).toEqual(kept.map(() => "ended"));
});
