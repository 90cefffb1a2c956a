import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { uuidOf } from "@/server/exchange/simulator/core/coded-id";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { RateWindow } from "@/server/exchange/simulator/core/rate-window";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Desk } from "@/server/exchange/simulator/desk";
import { routeFinder } from "@/server/exchange/simulator/http/find-route";
import { readFields } from "@/server/exchange/simulator/http/read-fields";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { Answer, Call, Wire, WireContext, WireMaker } from "@/server/exchange/simulator/http/wire";
import { failure } from "./valr-errors";
import { valrRoutes } from "./valr-routes";
import { valrSocket } from "./valr-socket";

const CALLS_A_MINUTE = 1_000;
const MINUTE_MS = 60_000;
/** How far a request's time may lie from the exchange's. */
const CLOCK_ROOM_MS = 30_000;

/** VALR: REST under /v1, websockets at /ws/trade and /ws/account. */
export const valrWire: WireMaker = {
  manners: {
    venue: venueRules.valr,
    orderId: (number) => uuidOf(1, number),
    tradeId: (number) => uuidOf(2, number),
    clientIds: "among_open",
    stopNow: "trigger",
    failsLater: true,
    hasCostMinimum: true,
  },
  make: (context) => makeWire(context),
};

function makeWire({ desk, limits }: WireContext): Wire {
  const find = routeFinder(valrRoutes(desk));
  const windows = new Map<number, RateWindow>();
  const mayAsk = (): boolean => {
    const factor = limits();
    if (factor === 0) return true;
    const window = windows.get(factor) ?? new RateWindow(CALLS_A_MINUTE * factor, MINUTE_MS);
    windows.set(factor, window);
    return window.spend(1, desk.clocks.wall()).ok;
  };
  return {
    kindOf: (call) => find(call.method, call.path)?.route.kind ?? "public",
    answer: (call) => {
      const found = find(call.method, call.path);
      if (!found) return { status: 404, body: "", headers: { "content-type": "text/plain" } };
      if (!mayAsk()) return tooMany();
      if (call.body !== "" && !readMessage(call.body)) return failure(400, -113, "Invalid JSON payload");
      const { route, parts } = found;
      const fields = readFields(call);
      if (route.right === null) return route.run({ call, parts, fields, account: "", key: null });
      const key = signerOf(desk, call.headers, call.method, pathOf(call), call.body, route.right);
      return "status" in key ? key : route.run({ call, parts, fields, account: key.account, key });
    },
    limited: tooMany,
    broken: () => failure(500, -1, "Internal Server Error"),
    maintenance: (call) =>
      call.path === "/v1/public/status"
        ? { status: 200, body: { status: "read-only" } }
        : failure(503, -1, "VALR is in read-only mode"),
    connect: valrSocket(desk, (call) => signerOf(desk, call.headers, "GET", pathOf(call), "", "read")),
  };
}

const tooMany = (): Answer => failure(429, -1, "Too many requests");
const pathOf = ({ path, rawQuery }: Call): string => (rawQuery === "" ? path : `${path}?${rawQuery}`);

/** Hex HMAC-SHA512 over timestamp, verb, path with its query, body and sub-account. */
function signerOf(
  desk: Desk,
  headers: IncomingHttpHeaders,
  verb: string,
  path: string,
  body: string,
  right: "read" | "trade",
): SimKey | Answer {
  const timestamp = textOf(headers["x-valr-timestamp"]) ?? "";
  const key = desk.keys.get(textOf(headers["x-valr-api-key"]) ?? "");
  if (!key) return failure(401, -93, "API key or secret is invalid");
  const told = `${timestamp}${verb}${path}${body}${textOf(headers["x-valr-sub-account-id"]) ?? ""}`;
  const due = createHmac("sha512", key.secret).update(told).digest("hex");
  if (!sameText(textOf(headers["x-valr-signature"]) ?? "", due))
    return failure(401, -11252, "Request has an invalid signature");
  if (Math.abs(Number(timestamp) - desk.serverTime()) > CLOCK_ROOM_MS)
    return failure(401, -11253, "Request has expired: its timestamp is too far off");
  const wrong = keyProblem(key, right, desk.clocks.wall());
  if (wrong === "right") return failure(403, -94, "API key does not have the permission for this");
  return wrong ? failure(401, -93, "API key or secret is invalid") : key;
}
