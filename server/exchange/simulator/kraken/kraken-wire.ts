import { createHash, createHmac } from "node:crypto";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { codedId } from "@/server/exchange/simulator/core/coded-id";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { DecayingCounter } from "@/server/exchange/simulator/core/rate-window";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Desk } from "@/server/exchange/simulator/desk";
import { routeFinder } from "@/server/exchange/simulator/http/find-route";
import { readFields } from "@/server/exchange/simulator/http/read-fields";
import type {
  Answer,
  Call,
  Route,
  Wire,
  WireContext,
  WireMaker,
} from "@/server/exchange/simulator/http/wire";
import { failed } from "./kraken-errors";
import { krakenRoutes } from "./kraken-routes";
import { krakenSocket } from "./kraken-socket";

/** A verified account of the middle tier: what its calls may add up to, and how fast that is forgotten. */
const COUNTER_LIMIT = 20;
const COUNTER_FALLS = 0.5;
const LIMITED = "EAPI:Rate limit exceeded";

/** Kraken spot: REST under /0, streams of version 2 at /v2. */
export const krakenWire: WireMaker = {
  manners: {
    venue: venueRules.kraken,
    orderId: (number) => codedId("O", number, [5, 5, 6]),
    tradeId: (number) => codedId("T", number, [5, 5, 6]),
    clientIds: "among_open",
    stopNow: "trigger",
    failsLater: false,
    hasCostMinimum: true,
  },
  make: (context) => makeWire(context),
};

function makeWire({ desk, limits }: WireContext): Wire {
  const tokens = new Map<string, string>();
  const find = routeFinder(krakenRoutes(desk, tokens));
  const counters = new Map<string, DecayingCounter>();
  const nonces = new Map<string, bigint>();
  const spend = (key: SimKey, weight: number): boolean => {
    const factor = limits();
    if (factor === 0) return true;
    const name = `${key.account} ${factor}`;
    const counter = counters.get(name) ?? new DecayingCounter(COUNTER_LIMIT * factor, COUNTER_FALLS * factor);
    counters.set(name, counter);
    return counter.spend(weight, desk.clocks.wall()).ok;
  };
  return {
    kindOf: (call) => find(call.method, call.path)?.route.kind ?? "public",
    answer: (call) => {
      const found = find(call.method, call.path);
      if (!found) return failed("EGeneral:Unknown method");
      const fields = readFields(call);
      if (found.route.right === null)
        return found.route.run({ call, parts: found.parts, fields, account: "", key: null });
      const key = whoAsks(desk, call, fields, found.route, nonces);
      if ("status" in key) return key;
      if (!spend(key, found.route.weight)) return failed(LIMITED);
      return found.route.run({ call, parts: found.parts, fields, account: key.account, key });
    },
    limited: (retryMs) => ({
      status: 200,
      headers: { "retry-after": String(Math.ceil(retryMs / 1_000)) },
      body: { error: [LIMITED] },
    }),
    broken: () => ({ status: 520, body: "error code: 520", headers: { "content-type": "text/plain" } }),
    maintenance: (call) =>
      call.path === "/0/public/SystemStatus"
        ? {
            status: 200,
            body: {
              error: [],
              result: { status: "maintenance", timestamp: new Date(desk.clocks.wall()).toISOString() },
            },
          }
        : failed("EService:Unavailable"),
    connect: krakenSocket(desk, tokens),
  };
}

function whoAsks(
  desk: Desk,
  call: Call,
  fields: Readonly<Record<string, unknown>>,
  route: Route,
  nonces: Map<string, bigint>,
): SimKey | Answer {
  const key = desk.keys.get(textOf(call.headers["api-key"]) ?? "");
  if (!key) return failed("EAPI:Invalid key");
  const nonce = textOf(fields.nonce) ?? "";
  if (!/^\d{1,19}$/.test(nonce)) return failed("EAPI:Invalid nonce");
  const hash = createHash("sha256")
    .update(nonce + call.body)
    .digest();
  const due = createHmac("sha512", Buffer.from(key.secret, "base64"))
    .update(Buffer.concat([Buffer.from(call.path), hash]))
    .digest("base64");
  if (!sameText(textOf(call.headers["api-sign"]) ?? "", due)) return failed("EAPI:Invalid signature");
  if (BigInt(nonce) <= (nonces.get(key.apiKey) ?? 0n) || desk.faults.strike("clock_off"))
    return failed("EAPI:Invalid nonce");
  nonces.set(key.apiKey, BigInt(nonce));
  const wrong = keyProblem(key, route.right === "trade" ? "trade" : "read", desk.clocks.wall());
  if (wrong === "expired") return failed("EAPI:Invalid key");
  return wrong ? failed("EGeneral:Permission denied") : key;
}
