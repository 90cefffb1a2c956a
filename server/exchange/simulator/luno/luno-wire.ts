import { venueRules } from "@/server/exchange/core/venue-rules";
import { codedId } from "@/server/exchange/simulator/core/coded-id";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { RateWindow } from "@/server/exchange/simulator/core/rate-window";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Desk } from "@/server/exchange/simulator/desk";
import { routeFinder } from "@/server/exchange/simulator/http/find-route";
import { readFields } from "@/server/exchange/simulator/http/read-fields";
import type { Answer, Call, Wire, WireContext, WireMaker } from "@/server/exchange/simulator/http/wire";
import { failure } from "./luno-errors";
import { lunoRoutes } from "./luno-routes";
import { lunoSocket } from "./luno-socket";

const CALLS_A_MINUTE = 300;
const MINUTE_MS = 60_000;

/** Luno: REST under /api, the streams of markets and of an account under /api/1. */
export const lunoWire: WireMaker = {
  manners: {
    venue: venueRules.luno,
    orderId: (number) => codedId("BX", number, [13]),
    tradeId: (number) => String(number),
    clientIds: "ever",
    stopNow: "trigger",
    failsLater: false,
    hasCostMinimum: false,
  },
  make: (context) => makeWire(context),
};

function makeWire({ desk, limits }: WireContext): Wire {
  const find = routeFinder(lunoRoutes(desk));
  const windows = new Map<string, RateWindow>();
  const mayAsk = (key: SimKey): boolean => {
    const factor = limits();
    if (factor === 0) return true;
    const name = `${key.apiKey} ${factor}`;
    const window = windows.get(name) ?? new RateWindow(CALLS_A_MINUTE * factor, MINUTE_MS);
    windows.set(name, window);
    return window.spend(1, desk.clocks.wall()).ok;
  };
  return {
    kindOf: (call) => find(call.method, call.path)?.route.kind ?? "public",
    answer: (call) => {
      const found = find(call.method, call.path);
      if (!found) return failure(404, "ErrNotFound", "Not found.");
      const { route, parts } = found;
      const fields = readFields(call);
      if (route.right === null) return route.run({ call, parts, fields, account: "", key: null });
      const key = whoAsks(desk, call, route.right);
      if ("status" in key) return key;
      return mayAsk(key) ? route.run({ call, parts, fields, account: key.account, key }) : tooMany(MINUTE_MS);
    },
    limited: tooMany,
    broken: () => failure(500, "ErrInternal", "Something went wrong. We're looking into it."),
    maintenance: () => failure(503, "ErrUnderMaintenance", "Luno is under maintenance."),
    connect: lunoSocket(desk),
  };
}

const tooMany = (retryMs: number): Answer => ({
  ...failure(429, "ErrTooManyRequests", "Too many requests, please try again later."),
  headers: { "retry-after": String(Math.ceil(retryMs / 1_000)) },
});

const unauthorised = (): Answer => failure(401, "ErrUnauthorised", "Invalid API key.");

/** Basic authorization: key and secret themselves. */
function whoAsks(desk: Desk, call: Call, right: "read" | "trade"): SimKey | Answer {
  const [scheme, code = ""] = (call.headers.authorization ?? "").split(" ");
  const text = Buffer.from(code, "base64").toString("utf8");
  const at = text.indexOf(":");
  const key = desk.keys.get(text.slice(0, at));
  if (scheme !== "Basic" || !key || !sameText(text.slice(at + 1), key.secret)) return unauthorised();
  const wrong = keyProblem(key, right, desk.clocks.wall());
  if (wrong === "expired") return failure(401, "ErrApiKeyRevoked", "Your API key has been revoked.");
  return wrong
    ? failure(403, "ErrInsufficientPerms", "You do not have the required permissions to perform this action.")
    : key;
}
