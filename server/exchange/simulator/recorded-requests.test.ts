import { createHash, createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SimKey } from "./core/sim-key";
import { type Simulator, startSimulator } from "./start-simulator";

// What was recorded of real clients is accepted, so that simulators are not only right by our own adapters' word.
const FACTS = path.join("..", "shared", "facts", "exchanges", "requests-and-responses");
const there = existsSync(FACTS);
if (!there) process.stderr.write(`skipped: there are no recorded requests in ${FACTS}\n`);

type Name = "binance" | "kraken" | "kucoin" | "luno";
type Case = { readonly url: string; readonly output?: string; readonly description?: string };
const names: readonly Name[] = ["binance", "kraken", "kucoin", "luno"];

const read = (file: string): Record<string, unknown> =>
  there ? (JSON.parse(readFileSync(path.join(FACTS, file), "utf8")) as Record<string, unknown>) : {};

const casesOf = (name: Name): readonly (readonly [title: string, call: string, recorded: Case])[] =>
  Object.entries((read(`${name}.request.json`).methods ?? {}) as Record<string, readonly Case[]>).flatMap(
    ([call, cases]) =>
      cases.map((each, index) => [`${call} ${index + 1} ${each.description ?? ""}`, call, each] as const),
  );

const simulators = new Map<Name, { readonly simulator: Simulator; readonly key: SimKey }>();
let nonce = Date.now();

beforeAll(async () => {
  for (const name of names) {
    const simulator = await startSimulator({ exchange: name, limits: 0 });
    const rich = { BTC: "100", LTC: "1000", USDT: "10000000", USD: "10000000", ZAR: "10000000", ETH: "100" };
    const key = simulator.control.makeKey({ account: "one", balances: rich });
    const market = name === "luno" ? "BTC/USDT" : "LTC/USDT";
    // above what resting buys ask and stops of sells wait for, below their profits
    simulator.control.setPrice(market, name === "luno" ? "80000" : "90");
    simulators.set(name, { simulator, key });
  }
});

afterAll(async () => {
  for (const { simulator } of simulators.values()) await simulator.close();
});

/** Sends a recorded request again, as its own exchange has it signed. */
async function send(
  name: Name,
  recorded: Case,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { simulator, key } = simulators.get(name) as { simulator: Simulator; key: SimKey };
  const url = new URL(recorded.url);
  const method = methodOf(recorded, url);
  const signed = signers[name](method, url, recorded.output, key);
  const reply = await fetch(`${simulator.origin}${signed.path}`, {
    method,
    headers: signed.headers,
    body: method === "GET" ? undefined : signed.body,
  });
  return { status: reply.status, body: await reply.json() };
}

function methodOf({ output }: Case, url: URL): string {
  if (output !== undefined) return "POST";
  if (/(market|post)order$/.test(url.pathname)) return "POST";
  return /\/(6556088034d|66d22fac|myorderid)/.test(url.pathname) ? "DELETE" : "GET";
}

type Signed = { readonly path: string; readonly headers: Record<string, string>; readonly body?: string };
const form = "application/x-www-form-urlencoded";

const signers: {
  readonly [name in Name]: (method: string, url: URL, output: string | undefined, key: SimKey) => Signed;
} = {
  binance: (_method, url, output = "", key) => {
    const fields = new URLSearchParams(output.replace(/&signature=.*$/, ""));
    fields.set("timestamp", String(Date.now()));
    fields.set("newClientOrderId", `x-${++nonce}`);
    const text = fields.toString();
    const signature = createHmac("sha256", key.secret).update(text).digest("hex");
    return {
      path: url.pathname,
      headers: { "x-mbx-apikey": key.apiKey, "content-type": form },
      body: `${text}&signature=${signature}`,
    };
  },
  kraken: (_method, url, output, key): Signed => {
    if (output === undefined) return { path: url.pathname + url.search, headers: {} };
    const own = String(++nonce);
    const body = output.replace(/nonce=\d+/, `nonce=${own}`);
    const hash = createHash("sha256")
      .update(own + body)
      .digest();
    const sign = createHmac("sha512", Buffer.from(key.secret, "base64"))
      .update(Buffer.concat([Buffer.from(url.pathname), hash]))
      .digest("base64");
    return {
      path: url.pathname,
      headers: { "api-key": key.apiKey, "api-sign": sign, "content-type": form },
      body,
    };
  },
  kucoin: (method, url, output = "", key) => {
    const called = url.pathname + url.search;
    const body = output === "" ? "" : JSON.stringify({ ...JSON.parse(output), clientOid: `c${++nonce}` });
    const timestamp = String(Date.now());
    const sign = (text: string) => createHmac("sha256", key.secret).update(text).digest("base64");
    return {
      path: called,
      headers: {
        "kc-api-key": key.apiKey,
        "kc-api-key-version": "2",
        "kc-api-timestamp": timestamp,
        "kc-api-passphrase": sign(key.passphrase ?? ""),
        "kc-api-sign": sign(timestamp + method + called + body),
        "content-type": "application/json",
      },
      body,
    };
  },
  luno: (_method, url, _output, key) => ({
    path: url.pathname + url.search,
    headers: { authorization: `Basic ${Buffer.from(`${key.apiKey}:${key.secret}`).toString("base64")}` },
  }),
};

/** Whether an exchange said yes, in its own way; an order of long ago is rightly unknown. */
const accepts: { readonly [name in Name]: (body: never, status: number) => boolean } = {
  binance: (body: { code?: number }, status) => status === 200 && body.code === undefined,
  kraken: (body: { error: string[] }) => body.error.every((error) => error === "EOrder:Unknown order"),
  kucoin: (body: { code: string; msg?: string }) =>
    body.code === "200000" || /order.not.exist/.test(body.msg ?? ""),
  luno: (body: { error?: string }, status) => status === 200 && body.error === undefined,
};

describe.each(names)("%s", (name) => {
  it.skipIf(!there).each(casesOf(name))("accepts %s", async (_title, _call, recorded) => {
    const { status, body } = await send(name, recorded);
    expect(accepts[name](body as never, status), JSON.stringify(body)).toBe(true);
  });
});

describe.skipIf(!there)("answers have the recorded ones' shape", () => {
  const answerOf = (name: Name, call: string, index = 0): unknown =>
    (read(`${name}.response.json`).methods as Record<string, { httpResponse: unknown }[]>)[call]?.[index]
      ?.httpResponse;

  it("binance: an order that rests", async () => {
    const output =
      "symbol=SOLUSDT&side=BUY&newOrderRespType=FULL&type=LIMIT&quantity=0.1&price=60&timeInForce=GTC";
    const { body } = await send("binance", { url: "https://api.binance.com/api/v3/order", output });
    expect(missingIn(body, answerOf("binance", "createOrder"), ["icebergQty"])).toEqual([]);
  });

  it("kraken: order, ticker, candles", async () => {
    const url = "https://api.kraken.com/0";
    const output = "nonce=1&pair=LTCUSDT&type=buy&ordertype=market&volume=0.1";
    const made = (await send("kraken", { url: `${url}/private/AddOrder`, output })).body as {
      result: { txid: string[] };
    };
    expect(missingIn(made, answerOf("kraken", "createOrder"))).toEqual([]);
    const [id = ""] = made.result.txid;
    const asked = `nonce=1&txid=${id}&trades=true`;
    const told = (await send("kraken", { url: `${url}/private/QueryOrders`, output: asked })).body as {
      result: Record<string, unknown>;
    };
    const recorded = answerOf("kraken", "fetchOrder") as { result: Record<string, unknown> };
    expect(missingIn(told.result[id], Object.values(recorded.result)[0])).toEqual([]);
    const ticker = (await send("kraken", { url: `${url}/public/Ticker?pair=XBTUSDT` })).body;
    expect(missingIn(ticker, answerOf("kraken", "fetchTicker"))).toEqual([]);
    const candles = (await send("kraken", { url: `${url}/public/OHLC?pair=XBTUSDT&interval=60` })).body as {
      result: { XBTUSDT: unknown[][] };
    };
    const row = candles.result.XBTUSDT[0]?.map((cell) => typeof cell);
    expect(row).toEqual(["number", "string", "string", "string", "string", "string", "string", "number"]);
  });

  it("kucoin: order, ticker, candles, balances", async () => {
    const url = "https://api.kucoin.com/api/v1";
    const output = JSON.stringify({
      side: "buy",
      symbol: "LTC-USDT",
      type: "market",
      size: "0.1",
      clientOid: "x",
    });
    const made = (await send("kucoin", { url: `${url}/orders`, output })).body as {
      data: { orderId: string };
    };
    const told = (await send("kucoin", { url: `${url}/orders/${made.data.orderId}` })).body;
    expect(missingIn(told, answerOf("kucoin", "fetchOrder"))).toEqual([]);
    for (const [call, asked] of [
      ["fetchTicker", "market/stats?symbol=BTC-USDT"],
      ["fetchBalance", "accounts?type=trade"],
      ["fetchMyTrades", "fills?symbol=LTC-USDT"],
    ] as const)
      expect(
        missingIn((await send("kucoin", { url: `${url}/${asked}` })).body, answerOf("kucoin", call)),
        call,
      ).toEqual([]);
  });

  it("luno: ticker and trades", async () => {
    const url = "https://api.luno.com/api/1";
    for (const [call, asked] of [
      ["fetchTicker", "ticker?pair=XBTUSDT"],
      ["fetchTrades", "trades?pair=XBTUSDT"],
    ] as const)
      expect(
        missingIn((await send("luno", { url: `${url}/${asked}` })).body, answerOf("luno", call)),
        call,
      ).toEqual([]);
  });
});

/** The names that a recorded answer has and this one lacks, or has as something else; numbers may be text. */
function missingIn(
  given: unknown,
  recorded: unknown,
  optional: readonly string[] = [],
  at = "",
): readonly string[] {
  if (recorded === null || recorded === undefined) return [];
  if (Array.isArray(recorded)) {
    if (!Array.isArray(given)) return [`${at}: no list`];
    return recorded.length > 0 && given.length > 0
      ? missingIn(given[0], recorded[0], optional, `${at}[0]`)
      : [];
  }
  if (typeof recorded === "object") return missingNames(given, recorded, optional, at);
  const isScalar =
    given === null || given === undefined || ["string", "number", "boolean"].includes(typeof given);
  return isScalar ? [] : [`${at}: ${typeof given}`];
}

function missingNames(
  given: unknown,
  recorded: object,
  optional: readonly string[],
  at: string,
): readonly string[] {
  if (typeof given !== "object" || given === null) return [`${at}: no object`];
  const known = new Map(Object.entries(given));
  return Object.entries(recorded).flatMap(([key, value]) => {
    if (known.has(key)) return missingIn(known.get(key), value, optional, `${at}.${key}`);
    return optional.includes(key) ? [] : [`${at}.${key}: missing`];
  });
}
