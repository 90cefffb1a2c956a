import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson, doorPass, signBody } from "@/server/platform/sign-request";
import { forwardToWorker } from "./forward-to-worker";

const KEY = `signkey-prod-${"0f".repeat(32)}`;
const OLD_KEY = `signkey-prod-${"1e".repeat(32)}`;
const MB = 1024 * 1024;

let server: Server | undefined;
let port = 0;
let carried = 0;
let address = "";
let cases = 0;
beforeEach(async () => {
  cases += 1;
  carried = 0;
  address = `192.0.2.${cases}`;
  server = createServer(async (request, response) => {
    carried += 1;
    let body = "";
    for await (const part of request) body += String(part);
    const { headers, url: path } = request;
    response.writeHead(206, {
      "content-type": "application/json",
      "x-inngest-no-retry": "true",
      "set-cookie": "a=b",
    });
    const { cookie = null, "x-inngest-signature": signature, "x-amarktai-pass": pass } = headers;
    response.end(JSON.stringify({ path, signature, pass, cookie, body: body.slice(0, 100) }));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server?.close();
});

const now = () => Math.floor(Date.now() / 1000);
const sign = (body: string, key = KEY, at = now()) => ({ "x-inngest-signature": signBody(body, key, at) });
const FORGED = () => ({ "x-inngest-signature": `t=${now()}&s=${"0".repeat(64)}` });

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://app.example/api/inngest?fnId=a&stepId=step", {
    method: "POST",
    body,
    headers,
    duplex: "half",
  } as RequestInit);
/** hold-for-worker.test.ts tells how a call is held */
const BRIEFLY = { holdMs: 50, lookMs: 50, callsMax: 1, bytesMax: MB };
const forward = (request: Request, { from = address, isOpen = true } = {}) =>
  forwardToWorker(request, { address: from }, { port, keys: [KEY, OLD_KEY], isOpen }, BRIEFLY);

/** A body that tells how much of it was taken. */
function watched(bytes: number) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (taken >= bytes) return controller.close();
        taken += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

describe("a call of an Inngest server", () => {
  it("is carried with body, query, signature and a pass; status and Inngest's headers come back", async () => {
    const reply = await forward(post('{"a":1}', { ...sign('{"a":1}'), cookie: "session=secret" }));
    expect(reply.status).toBe(206);
    expect(reply.headers.get("x-inngest-no-retry")).toBe("true");
    expect(reply.headers.get("set-cookie")).toBeNull();
    const told = (await reply.json()) as { signature: string };
    expect(told).toMatchObject({ path: "/api/inngest?fnId=a&stepId=step", cookie: null, body: '{"a":1}' });
    expect(told).toMatchObject({ pass: doorPass(told.signature, KEY) });
  });

  it("may be signed with the key before a rotation, and an empty one is signed as well", async () => {
    expect((await forward(post("{}", sign("{}", OLD_KEY)))).status).toBe(206);
    const look = new Request("http://app.example/api/inngest", { headers: sign("") });
    expect((await forward(look)).status).toBe(206);
    expect((await forward(new Request("http://app.example/api/inngest"))).status).toBe(401);
  });

  it("may be larger than 1 MB once its sender has signed rightly", async () => {
    const large = canonicalJson({ memo: "x".repeat(3 * MB) });
    expect((await forward(post(large, sign(large)))).status).toBe(413);
    expect((await forward(post("{}", sign("{}")))).status).toBe(206);
    expect((await forward(post(large, sign(large)))).status).toBe(206);
  });

  it("is answered 503 with a sentence when the worker is away", async () => {
    await new Promise((resolve) => server?.close(resolve));
    const reply = await forward(post("{}", sign("{}")));
    expect(reply.status).toBe(503);
    expect(await reply.json()).toEqual({ message: expect.stringContaining("worker is not running") });
  });
});

describe("what a stranger sends", () => {
  it("finds nothing unless an Inngest server is configured, however it is signed", async () => {
    for (const headers of [{}, sign("{}")]) {
      const reply = await forward(post("{}", headers), { isOpen: false });
      expect(reply.status).toBe(404);
    }
    expect(carried).toBe(0);
  });

  it("is refused before a byte is read when nothing signs it, or too long ago", async () => {
    const tries: Record<string, string>[] = [
      {},
      { "x-inngest-signature": "t=1&s=2" },
      { "x-inngest-signature": `t=${now()}&s=` },
      sign("{}", KEY, now() - 301),
      sign("{}", KEY, now() + 301),
    ];
    for (const headers of tries) {
      const { body, taken } = watched(24 * MB);
      expect((await forward(post(body, headers))).status).toBe(401);
      expect(taken()).toBe(0);
    }
    expect(carried).toBe(0);
  });

  it("is read up to 1 MB when it only looks signed, whatever length it claims", async () => {
    const { body, taken } = watched(24 * MB);
    expect((await forward(post(body, FORGED()))).status).toBe(413);
    expect(taken()).toBeLessThanOrEqual(MB + 2 * 65_536);
    const claimed = watched(24 * MB);
    const headers = { ...FORGED(), "content-length": String(24 * MB) };
    expect((await forward(post(claimed.body, headers))).status).toBe(413);
    expect(claimed.taken()).toBe(0);
    expect(carried).toBe(0);
  });

  it("never reaches the worker when one byte of it, its time or its key is another", async () => {
    const body = '{"a":1}';
    const signature = signBody(body, KEY, now());
    const tries: [string, string][] = [
      [`${body} `, signature],
      [body, signature.replace(/t=\d+/, `t=${now() - 7}`)],
      [body, signBody(body, KEY.replace("0f", "ff"), now())],
    ];
    for (const [sent, header] of tries)
      expect((await forward(post(sent, { "x-inngest-signature": header }))).status).toBe(401);
    expect(carried).toBe(0);
  });

  it("is not read at all after three wrong signatures in a minute, while others are", async () => {
    for (let n = 0; n < 3; n++) expect((await forward(post("{}", FORGED()))).status).toBe(401);
    const { body, taken } = watched(MB / 2);
    expect((await forward(post(body, FORGED()))).status).toBe(429);
    expect(taken()).toBe(0);
    expect((await forward(post("{}", sign("{}")), { from: "198.51.100.1" })).status).toBe(206);
  });

  it("is read one body at a time", async () => {
    const bodies = Array.from({ length: 6 }, () => watched(MB / 2));
    let atOnce = 0;
    const look = setInterval(() => {
      const open = bodies.filter(({ taken }) => taken() > 0 && taken() < MB / 2).length;
      atOnce = Math.max(atOnce, open);
    }, 0);
    const replies = await Promise.all(
      bodies.map(({ body }, n) => forward(post(body, FORGED()), { from: `203.0.113.${n}` })),
    );
    clearInterval(look);
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(401));
    expect(atOnce).toBeLessThanOrEqual(1);
    expect(carried).toBe(0);
  });
});
