import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  canonicalJson,
  doorPass,
  hashSigningKey,
  sameSecret,
  signBody,
} from "@/server/platform/sign-request";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { mayAsk } from "./engine-api";
import { createLab, EVENT_KEY, type Lab, SIGNING_KEY, until } from "./testing/engine-lab";
import { startWorkerDoor, type WorkerDoor } from "./worker-endpoint";

let database: TestDatabase;
let lab: Lab;
let door: WorkerDoor;
const seen: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  lab = createLab(database.url, (client) => [
    client.createFunction({ id: "door", triggers: [{ event: "lab/door" }] }, async ({ event, step }) => {
      await step.run("x", () => void seen.push(event.data.by));
    }),
  ]);
  await lab.engine.start();
  door = await startWorkerDoor({
    port: 0,
    serve: lab.handler,
    api: lab.engine.api,
    mayCall: (headers) =>
      sameSecret(headers.get("x-amarktai-pass") ?? "", passOf(headers.get("x-inngest-signature") ?? "")),
    mayAsk: (path, headers) => mayAsk({ signingKey: SIGNING_KEY, eventKey: EVENT_KEY }, path, headers),
    health: () => ({ ok: lab.engine.status().running }),
    onError: () => undefined,
  });
});
afterAll(async () => {
  await door.close();
  await lab.engine.stop();
  await database.drop();
});

const call = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${door.port}${path}`, init);
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  call(path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

const forged = canonicalJson({
  version: 2,
  event: { id: "f", name: "lab/door", data: { by: "forger" }, ts: 1 },
  events: [],
  steps: {},
  ctx: {
    run_id: "r",
    attempt: 0,
    disable_immediate_execution: false,
    use_api: false,
    stack: { stack: [], current: 0 },
  },
});
const FN = "/api/inngest?fnId=lab-door&stepId=step";
const passOf = (signature: string) => doorPass(signature, SIGNING_KEY);
const now = () => Math.floor(Date.now() / 1000);

it("refuses a call of a function that is not signed, wrongly signed, or signed too long ago", async () => {
  const other = SIGNING_KEY.replace("0f", "ff");
  const tries: Record<string, string>[] = [
    {},
    { "x-inngest-signature": `t=${now()}&s=${"0".repeat(64)}` },
    { "x-inngest-signature": signBody(forged, other, now()) },
    { "x-inngest-signature": signBody(forged, SIGNING_KEY, now() - 3_600) },
    { "x-inngest-signature": signBody(`${forged} `, SIGNING_KEY, now()) },
  ];
  for (const headers of tries) {
    const pass = passOf(headers["x-inngest-signature"] ?? "");
    expect((await post(FN, forged, { ...headers, "x-amarktai-pass": pass })).status).toBe(401);
  }
  expect(seen).not.toContain("forger");
});

it("reads nothing of what bears no key", async () => {
  const signature = signBody(forged, SIGNING_KEY, now());
  const tries: [string, Record<string, string>][] = [
    [FN, {}],
    [FN, { "x-inngest-signature": signature }],
    [FN, { "x-inngest-signature": signature, "x-amarktai-pass": passOf("another") }],
    ["/e/wrong", {}],
    ["/e/%E0%A4%A", {}],
    ["/fn/register", {}],
    ["/v1/checkpoint/none/async", { authorization: "Bearer wrong" }],
    ["/anything", {}],
  ];
  for (const [path, headers] of tries) {
    // a body that never comes: whoever waits for it does not answer
    const answered = new Promise<number>((resolve, reject) => {
      const request = httpRequest(
        { port: door.port, path, method: "POST", headers: { ...headers, "content-length": 24_000_000 } },
        (response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        },
      );
      request.on("error", reject);
      request.write("[");
    });
    expect(await answered, path).toBe(path === "/anything" ? 404 : 401);
  }
});

it("accepts a call that is signed as a server signs it", async () => {
  const body = forged.replace("forger", "server");
  const signature = signBody(body, SIGNING_KEY, now());
  const headers = { "x-inngest-signature": signature, "x-amarktai-pass": passOf(signature) };
  const response = await post(FN, body, headers);
  expect(response.status).toBe(206);
  expect(seen).toContain("server");
});

it("takes events with the event key only", async () => {
  const body = JSON.stringify([{ name: "lab/door", data: { by: "event" } }]);
  expect((await post("/e/wrong", body)).status).toBe(401);
  expect((await post(`/e/${EVENT_KEY}`, body)).status).toBe(200);
  await until("it runs", () => seen.includes("event"));
});

it("registers and checkpoints with the signing key only, and refuses a checkpoint of no call", async () => {
  const body = JSON.stringify({ functions: [], qi_id: "none.1", steps: [] });
  expect((await post("/fn/register", body)).status).toBe(401);
  expect((await post("/v1/checkpoint/none/async", body, { authorization: "Bearer wrong" })).status).toBe(401);
  const authorization = `Bearer ${hashSigningKey(SIGNING_KEY)}`;
  expect((await post("/v1/checkpoint/none/async", body, { authorization })).status).toBe(409);
});

it("answers other methods 405, other paths 404, a body above the limit 413, and its health", async () => {
  expect((await call("/api/inngest", { method: "DELETE" })).status).toBe(405);
  expect((await call("/anything")).status).toBe(404);
  expect((await call("/healthz")).status).toBe(200);
  const passed = { "x-inngest-signature": "none", "x-amarktai-pass": passOf("none") };
  const large = await post(FN, "x".repeat(9 * 1024 * 1024), passed).then(
    (response) => response.status,
    () => 413,
  );
  expect(large).toBe(413);
});
