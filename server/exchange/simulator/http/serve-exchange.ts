import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import type { CallKind } from "@/server/exchange/simulator/core/faults";
import type { Desk } from "@/server/exchange/simulator/desk";
import { type ControlDoor, isControl } from "./control-door";
import { SimSocket } from "./sim-socket";
import { inAnotherSchema, inHtml, malformed } from "./spoil-answer";
import type { Answer, Call, Wire } from "./wire";

const BODY_MAX = 256 * 1024;
const REQUEST_TIMEOUT_MS = 120_000;
const BAN_MS = 60_000;
const LATE_MS = 1_000;
const ACK_DELAY_MS = 300;
const SLOW_MS = 500;

export type ServedExchange = { readonly origin: string; readonly close: () => Promise<void> };

/** Puts one exchange's wire, its websockets and the control door on one loopback port. */
export async function serveExchange(
  wire: Wire,
  desk: Desk,
  door: ControlDoor,
  port: number,
): Promise<ServedExchange> {
  const server = createServer((request, response) => {
    answerRequest(wire, desk, door, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ simulator: error instanceof Error ? error.message : String(error) }));
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: BODY_MAX, autoPong: false });
  server.on("upgrade", (request, socket, head) => {
    const call = toCall(request, "");
    door.count(call);
    if (desk.faults.strike("maintenance", "socket")) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) =>
      wire.connect(new SimSocket(opened, desk.faults), call),
    );
  });
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", done);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const each of sockets.clients) each.terminate();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

async function answerRequest(
  wire: Wire,
  desk: Desk,
  door: ControlDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) return void response.writeHead(413).end();
  const call = toCall(request, body);
  if (isControl(call)) return send(response, door.answer(call, request.headers.host));
  door.count(call);
  const answer = await faultyAnswer(wire, desk, call, response);
  if (answer === "cut") request.socket.destroy();
  else if (answer !== "never" && !response.destroyed) send(response, answer);
}

/** The wire's answer as the faults let it through: "never" leaves the caller waiting, "cut" hangs up. */
async function faultyAnswer(
  wire: Wire,
  desk: Desk,
  call: Call,
  response: ServerResponse,
): Promise<Answer | "never" | "cut"> {
  const { faults } = desk;
  const kind = wire.kindOf(call);
  const slow = faults.strike("slow", kind);
  if (slow) await sleep(slow.ms ?? SLOW_MS);
  const early = instead(wire, desk, kind, call);
  if (early) return early;
  const late = faults.strike("late_arrival", kind);
  if (late) {
    // whoever asked has long gone when it arrives
    if (late.value === "cut") response.destroy();
    await sleep(late.ms ?? LATE_MS);
  }
  return spoilt(wire, desk, kind, wire.answer(call));
}

/** What is answered before the exchange has looked at a request; null: it looks. */
function instead(wire: Wire, { faults }: Desk, kind: CallKind, call: Call): Answer | "cut" | null {
  if (faults.strike("dropped_before_arrival", kind)) return "cut";
  if (faults.strike("maintenance", kind)) return wire.maintenance(call);
  const ban = faults.strike("ban", kind);
  if (ban) return wire.limited(ban.ms ?? BAN_MS, true);
  const limited = faults.strike("rate_limit", kind);
  if (limited) return wire.limited(limited.ms ?? LATE_MS, false);
  return faults.strike("error_before", kind) ? wire.broken() : null;
}

async function spoilt(
  wire: Wire,
  { faults }: Desk,
  kind: CallKind,
  answer: Answer,
): Promise<Answer | "never" | "cut"> {
  const ack = faults.strike("fill_before_ack", kind);
  if (ack) await sleep(ack.ms ?? ACK_DELAY_MS);
  const timeout = faults.strike("timeout_after_accept", kind);
  if (timeout) return timeout.value === "cut" ? "cut" : "never";
  if (faults.strike("error_after_accept", kind)) return wire.broken();
  if (faults.strike("malformed", kind)) return malformed(answer);
  if (faults.strike("html", kind)) return inHtml();
  return faults.strike("schema", kind) ? inAnotherSchema(answer) : answer;
}

function toCall(request: IncomingMessage, body: string): Call {
  const [path = "/", ...rest] = (request.url ?? "/").split("?");
  const rawQuery = rest.join("?");
  const { method = "GET", headers } = request;
  return { method, path, rawQuery, query: new URLSearchParams(rawQuery), headers, body };
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
