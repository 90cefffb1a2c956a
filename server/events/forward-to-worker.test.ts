import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { forwardToWorker } from "./forward-to-worker";

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

async function worker(
  answer: (path: string, headers: Record<string, unknown>, body: string) => [number, object],
) {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    const [status, reply] = answer(request.url ?? "", request.headers, body);
    response.writeHead(status, {
      "content-type": "application/json",
      "x-inngest-no-retry": "true",
      "set-cookie": "a=b",
    });
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const post = (body: string, headers: Record<string, string> = {}) =>
  new Request("http://app.example/api/inngest?fnId=a&stepId=step", { method: "POST", body, headers });

it("carries body, query and signature to the worker, and status and Inngest's headers back", async () => {
  const port = await worker((path, headers, body) => [
    206,
    { path, signature: headers["x-inngest-signature"], cookie: headers.cookie ?? null, body },
  ]);
  const reply = await forwardToWorker(
    post('{"a":1}', { "x-inngest-signature": "t=1&s=2", cookie: "session=secret" }),
    port,
  );
  expect(reply.status).toBe(206);
  expect(reply.headers.get("x-inngest-no-retry")).toBe("true");
  expect(reply.headers.get("set-cookie")).toBeNull();
  expect(await reply.json()).toEqual({
    path: "/api/inngest?fnId=a&stepId=step",
    signature: "t=1&s=2",
    cookie: null,
    body: '{"a":1}',
  });
});

it("answers 503 with a sentence when the worker is away", async () => {
  const port = await worker(() => [200, {}]);
  await new Promise((resolve) => server?.close(resolve));
  const reply = await forwardToWorker(post("{}"), port);
  expect(reply.status).toBe(503);
  expect(await reply.json()).toEqual({ message: expect.stringContaining("worker is not running") });
});

it("refuses a body above the limit without carrying it", async () => {
  let asked = false;
  const port = await worker(() => {
    asked = true;
    return [200, {}];
  });
  expect((await forwardToWorker(post("x".repeat(33 * 1024 * 1024)), port)).status).toBe(413);
  expect(asked).toBe(false);
});
