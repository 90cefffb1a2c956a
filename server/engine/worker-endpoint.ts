// The worker's door: one HTTP server on loopback. A web page or another user of the machine can reach it too, so
// every path but /healthz needs a key, which is asked for before a byte of the body is read: calls of functions bear
// the pass of the web, which checked their signature, the rest carries the signing or event key.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServeHandler } from "./call-function";

/** More than the web carries for an Inngest server. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;
const CONNECTIONS_MAX = 200;
const METHODS = new Set(["GET", "POST", "PUT"]);

export type WorkerDoorOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** The SDK's handler of all functions. */
  readonly serve: ServeHandler;
  /** Whether a call of a function may be read at all. */
  readonly mayCall: (headers: Headers) => boolean;
  /** Whether a request of the engine's API may be read at all; without it none may. */
  readonly mayAsk?: (path: string, headers: Headers) => boolean;
  /** The embedded engine's API; absent when an Inngest server does the work. */
  readonly api?: (request: Request) => Promise<Response>;
  /** What /healthz answers; `ok: false` becomes 503. Nothing secret: anyone on the machine may ask. */
  readonly health: () => { readonly ok: boolean } & Record<string, unknown>;
  readonly onError: (error: unknown) => void;
};

export type WorkerDoor = { readonly port: number; readonly close: () => Promise<void> };

/** Opens the door on 127.0.0.1; rejects when the port is taken. */
export async function startWorkerDoor(options: WorkerDoorOptions): Promise<WorkerDoor> {
  const server = createServer((request, response) => {
    answer(request, options)
      .then((reply) => sendReply(response, reply))
      .catch((error) => {
        options.onError(error);
        sendReply(response, Response.json({ error: "The worker could not answer." }, { status: 500 })).catch(
          () => undefined,
        );
      });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function answer(message: IncomingMessage, options: WorkerDoorOptions): Promise<Response> {
  const method = message.method ?? "GET";
  if (!METHODS.has(method)) return Response.json({ error: "GET, POST or PUT only." }, { status: 405 });
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  if (url.pathname === "/healthz") {
    const health = options.health();
    return Response.json(health, { status: health.ok ? 200 : 503 });
  }
  const headers = toHeaders(message);
  const { isAllowed, handle } = judgePath(url.pathname, headers, options);
  if (!handle) return Response.json({ error: "Not here." }, { status: 404 });
  if (!isAllowed) return Response.json({ error: "This needs a key." }, { status: 401 });
  const body = method === "GET" ? undefined : await readBody(message);
  if (body === null)
    return Response.json({ error: `The body is larger than ${BODY_BYTES_MAX} bytes.` }, { status: 413 });
  return handle(new Request(url, { method, headers, ...(body?.length ? { body } : {}) }));
}

function judgePath(path: string, headers: Headers, { serve, api, mayCall, mayAsk }: WorkerDoorOptions) {
  if (path === "/api/inngest") return { handle: serve, isAllowed: mayCall(headers) };
  if (isEnginePath(path)) return { handle: api, isAllowed: mayAsk?.(path, headers) ?? false };
  return { handle: undefined, isAllowed: false };
}

const isEnginePath = (path: string): boolean =>
  path === "/fn/register" || path.startsWith("/e/") || path.startsWith("/v1/checkpoint/");

/** null when the body is too large. */
async function readBody(message: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES_MAX) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function toHeaders(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

async function sendReply(response: ServerResponse, reply: Response): Promise<void> {
  // what was refused unread is not read afterwards either: the connection ends
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.writeHead(reply.status, Object.fromEntries(reply.headers));
  response.end(Buffer.from(await reply.arrayBuffer()));
}
