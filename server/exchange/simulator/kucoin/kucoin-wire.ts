import { createHmac } from "node:crypto";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { hexId } from "@/server/exchange/simulator/core/coded-id";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { RateWindow } from "@/server/exchange/simulator/core/rate-window";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Desk } from "@/server/exchange/simulator/desk";
import { routeFinder } from "@/server/exchange/simulator/http/find-route";
import { readFields } from "@/server/exchange/simulator/http/read-fields";
import type { Answer, Call, Wire, WireContext, WireMaker } from "@/server/exchange/simulator/http/wire";
import { failure } from "./kucoin-errors";
import { kucoinRoutes } from "./kucoin-routes";
import { kucoinSocket } from "./kucoin-socket";

const POOL = 4_000;
const POOL_MS = 30_000;
const CLOCK_ROOM_MS = 5_000;

/** KuCoin spot, the high-frequency account: REST under /api, websockets opened with a token. */
export const kucoinWire: WireMaker = {
  manners: {
    venue: venueRules.kucoin,
    orderId: (number) => hexId(3, number, [24]),
    tradeId: (number) => String(3_607_194_733_900_000 + number),
    clientIds: "ever",
    stopNow: "trigger",
    failsLater: false,
    hasCostMinimum: true,
  },
  make: (context) => makeWire(context),
};

function makeWire({ desk, limits }: WireContext): Wire {
  const tokens = new Map<string, string | null>();
  const tokenFor = (account: string | null, host: string) => {
    const token = `token-${tokens.size + 1}-${desk.clocks.wall()}`;
    tokens.set(token, account);
    const endpoint = `ws://${host}/endpoint`;
    const server = {
      endpoint,
      encrypt: false,
      protocol: "websocket",
      pingInterval: 18_000,
      pingTimeout: 10_000,
    };
    return { token, instanceServers: [server] };
  };
  const find = routeFinder(kucoinRoutes(desk, tokenFor));
  const windows = new Map<number, RateWindow>();
  const spend = (weight: number) => {
    const factor = limits();
    if (factor === 0) return { ok: true, used: 0, retryMs: 0 };
    const window = windows.get(factor) ?? new RateWindow(POOL * factor, POOL_MS);
    windows.set(factor, window);
    return window.spend(weight, desk.clocks.wall());
  };
  return {
    kindOf: (call) => find(call.method, call.path)?.route.kind ?? "public",
    answer: (call) => {
      const found = find(call.method, call.path);
      if (!found) return failure("404000", "Url Not Found", 404);
      const { route, parts } = found;
      const { ok, retryMs } = spend(route.weight);
      if (!ok) return tooMany(retryMs);
      const fields = readFields(call);
      if (route.right === null) return route.run({ call, parts, fields, account: "", key: null });
      const key = whoAsks(desk, call, route.right);
      return "status" in key ? key : route.run({ call, parts, fields, account: key.account, key });
    },
    limited: tooMany,
    broken: () => failure("500000", "Internal Server Error", 500),
    maintenance: (call) =>
      call.path === "/api/v1/status"
        ? { status: 200, body: { code: "200000", data: { status: "close", msg: "upgrade" } } }
        : failure("503000", "System is under maintenance", 503),
    connect: kucoinSocket(desk, tokens),
  };
}

const tooMany = (retryMs: number): Answer => ({
  ...failure("429000", "Too many requests in a short period of time, please retry later", 429),
  headers: {
    "gw-ratelimit-limit": String(POOL),
    "gw-ratelimit-remaining": "0",
    "gw-ratelimit-reset": String(retryMs),
  },
});

const denied = (code: string, msg: string): Answer => failure(code, msg, 401);

/** Base64 HMAC-SHA256 over timestamp, method, path with its query, and body; of version 2 the passphrase is signed too. */
function whoAsks(desk: Desk, call: Call, right: "read" | "trade"): SimKey | Answer {
  const header = (name: string) => textOf(call.headers[`kc-api-${name}`]) ?? "";
  const key = desk.keys.get(header("key"));
  if (!key) return denied("400003", "KC-API-KEY not exists");
  const timestamp = header("timestamp");
  if (!(Math.abs(Number(timestamp) - desk.serverTime()) <= CLOCK_ROOM_MS))
    return denied("400002", "Invalid KC-API-TIMESTAMP");
  const sign = (text: string) => createHmac("sha256", key.secret).update(text).digest("base64");
  const passphrase = key.passphrase ?? "";
  const due = header("key-version") === "1" ? passphrase : sign(passphrase);
  if (!sameText(header("passphrase"), due)) return denied("400004", "Invalid KC-API-PASSPHRASE");
  const path = call.rawQuery === "" ? call.path : `${call.path}?${call.rawQuery}`;
  if (!sameText(header("sign"), sign(timestamp + call.method + path + call.body)))
    return denied("400005", "Invalid KC-API-SIGN");
  const wrong = keyProblem(key, right, desk.clocks.wall());
  if (wrong === "address") return denied("400006", "The requested ip address is not in the api whitelist");
  if (wrong === "expired") return denied("400003", "KC-API-KEY not exists");
  return wrong ? failure("400007", "Access denied, require more permission", 403) : key;
}
