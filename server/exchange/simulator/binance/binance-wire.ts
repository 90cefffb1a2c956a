import { venueRules } from "@/server/exchange/core/venue-rules";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { RateWindow } from "@/server/exchange/simulator/core/rate-window";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import { routeFinder } from "@/server/exchange/simulator/http/find-route";
import type {
  Answer,
  Call,
  Route,
  Wire,
  WireContext,
  WireMaker,
} from "@/server/exchange/simulator/http/wire";
import { problem } from "./binance-errors";
import { binanceRoutes } from "./binance-routes";
import { objectToSignature, objectToTime } from "./binance-sign";
import { binanceSocket } from "./binance-socket";

const WEIGHT_LIMIT = 6_000;
const WINDOW_MS = 60_000;
const FIRST_ID = 28_457_000_000;

/** Binance spot as its documentation tells it: REST under /api/v3 and /sapi, streams under /ws, /stream and /ws-api. */
export const binanceWire: WireMaker = {
  manners: {
    venue: venueRules.binance,
    orderId: (number) => String(FIRST_ID + number),
    tradeId: (number) => String(FIRST_ID + number),
    clientIds: "among_open",
    stopNow: "reject",
    failsLater: false,
    hasCostMinimum: true,
  },
  make: (context) => makeWire(context),
};

function makeWire({ desk, limits }: WireContext): Wire {
  const routes = binanceRoutes(desk);
  const find = routeFinder(routes);
  let weights = new RateWindow(WEIGHT_LIMIT, WINDOW_MS);
  let factor = 1;
  const spend = (weight: number) => {
    if (limits() !== factor) {
      factor = limits();
      weights = new RateWindow(WEIGHT_LIMIT * factor, WINDOW_MS);
    }
    return factor === 0 ? { ok: true, used: 0, retryMs: 0 } : weights.spend(weight, desk.clocks.wall());
  };
  const answer = (call: Call): Answer => {
    const found = find(call.method, call.path);
    if (!found)
      return {
        status: 404,
        body: { code: -1000, msg: `Path ${call.path}, Method ${call.method} is invalid` },
      };
    const { ok, used, retryMs } = spend(found.route.weight);
    if (!ok) return limited(retryMs, used > WEIGHT_LIMIT * factor * 1.5);
    const fields = Object.fromEntries([...new URLSearchParams(call.body), ...call.query]);
    const who = whoAsks(call, fields, found.route);
    if (who && "status" in who) return who;
    const given = found.route.run({
      call,
      parts: found.parts,
      fields,
      account: who?.account ?? "",
      key: who,
    });
    return { ...given, headers: { "x-mbx-used-weight-1m": String(used) } };
  };
  const whoAsks = (
    call: Call,
    fields: Readonly<Record<string, string>>,
    route: Route,
  ): SimKey | Answer | null => {
    if (route.right === null) return null;
    const apiKey = textOf(call.headers["x-mbx-apikey"]);
    if (apiKey === undefined) return problem(-2014, "API-key format invalid.", 401);
    const key = desk.keys.get(apiKey);
    if (!key || keyProblem(key, route.right, desk.clocks.wall()))
      return problem(-2015, "Invalid API-key, IP, or permissions for action.", 401);
    return objectToTime(fields, desk.serverTime()) ?? objectToSignature(call, key) ?? key;
  };
  const limited = (retryMs: number, banned: boolean): Answer => ({
    status: banned ? 418 : 429,
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryMs / 1_000))) },
    body: {
      code: -1003,
      msg: banned
        ? `Way too much request weight used; IP banned until ${desk.clocks.wall() + retryMs}. Please use WebSocket Streams for live updates to avoid bans.`
        : `Too much request weight used; current limit is ${WEIGHT_LIMIT} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
    },
  });
  return {
    kindOf: (call) => find(call.method, call.path)?.route.kind ?? "public",
    answer,
    limited,
    broken: () =>
      problem(
        -1006,
        "An unexpected response was received from the message bus. Execution status unknown.",
        503,
      ),
    maintenance: (call) =>
      call.path === "/sapi/v1/system/status"
        ? { status: 200, body: { status: 1, msg: "system_maintenance" } }
        : problem(-1016, "This service is no longer available.", 503),
    connect: binanceSocket(desk),
  };
}
