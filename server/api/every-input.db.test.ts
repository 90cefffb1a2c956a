import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Session } from "@/server/auth/check-session";
import { claimOwnerInput } from "@/server/auth/core/account";
import type { BacktestInput } from "@/server/backtest/core/backtest-request";
import { arrangeMarkets, arrangePerson, asOwner, MARKET_NOW } from "@/server/bots/testing/arrange-fleet";
import { findCommand } from "@/server/commands/registry";
import { wallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { exportCsv } from "./export-csv";
import { exportTables } from "./export-tables";
import type { RequestContext } from "./request-context";
import { appRouter, createCaller } from "./root";
import type { ProcedureMeta } from "./trpc";

type Procedure = {
  readonly _def: {
    readonly type: "query" | "mutation";
    readonly meta?: ProcedureMeta;
    readonly inputs: readonly z.ZodType[];
  };
};
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);

let database: TestDatabase;
let session: Session;
let foreignBot = "";
const foreign = { backtest: randomUUID(), bot: randomUUID() };
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
  session = await personWithBacktest("owner");
  // so that what asks for the password again is reached as well
  processWide("auth.stepUpBySession", () => new Map()).set(session.sessionId, wallMs(Date.now()));
  // somebody else's backtest, whose id is known
  const other = await personWithBacktest("owner");
  const theirs = createCaller(requestOf(other));
  await theirs.backtest.run({ runId: foreign.backtest, input: backtest });
  const bot = { name: "Zeus", exchange: "binance", symbol: "BTC/USDT", capital: "100" } as const;
  const created = await theirs.bots.create({ runId: foreign.bot, input: bot });
  foreignBot = created.status === "done" ? created.answer.botId : "";
});
afterAll(() => database.drop());

const requestOf = (of: Session | null): RequestContext => ({
  session: of,
  sameSite: true,
  wallNow: wallMs(Date.now()),
  ip: "127.0.0.1",
  readMarketNow: async () => MARKET_NOW,
});

async function personWithBacktest(role: Session["role"]): Promise<Session> {
  const { userId } = await arrangePerson(database.ownerUrl, { role, usdt: "10000" });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return { userId, role, email: "a@example.com", name: "A", sessionId: randomUUID(), expiresAt };
}

const backtest: BacktestInput = {
  kind: "run",
  exchange: "binance",
  symbols: ["BTC/USDT"],
  timeframe: "5m",
  strategy: "ema-cross",
  from: "2023-12-01T00:00:00.000Z",
  to: "2023-12-02T00:00:00.000Z",
};

/** Fields that are right, so that only the one that is tried is wrong. */
const known: { readonly [field: string]: unknown } = {
  ...backtest,
  approvalId: randomUUID(),
  alertId: randomUUID(),
  alertIds: [randomUUID()],
  channelId: randomUUID(),
  target: { kind: "webhook", url: "https://example.org/hook" },
  secret: "a secret of enough length",
  decisionId: randomUUID(),
  backtestId: randomUUID(),
  fillId: randomUUID(),
  left: randomUUID(),
  right: randomUUID(),
  botId: randomUUID(),
  id: randomUUID(),
  bot: "Zeus",
  bots: ["Zeus"],
  act: "pause",
  name: "Zeus",
  symbol: "BTC/USDT",
  capital: "100",
  currency: "USDT",
  range: "1d",
  book: "demo",
  runId: "none",
  functionId: "none",
  token: "none",
  email: "a@example.com",
  password: "correct horse battery",
};

const TEXTS: readonly unknown[] = [
  ...["a\u0000b", "\u0000", "\ud800", "a\udfffb", "\ud83d\ude00", "", " ", "0", "-0", "-1", "1e309", "NaN"],
  ...["0.000000000000000000", "999999999999999.999999999999999999", "٣", "'; --", "../../etc/passwd", "%00"],
  ...["x".repeat(5_000), "__proto__", "constructor", "\u202e", "2023-13-45T99:99:99.000Z", "2024-02-30"],
  ...["+275760-09-13T00:00:00.001Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"],
  ...["0_00000000-0000-0000-0000-000000000000", "999999999999999_00000000-0000-0000-0000-000000000000"],
  ...["closed_99999999999999999999_00000000-0000-0000-0000-000000000000", "2024-02-30T99:99:99.000Z x"],
  ...["2024-01-01T00:00:00.000Z a\u0000", "9-9", "999999999999999999-999999999999999999"],
];
/** Tried in lists and as names of fields too. */
const NESTED = new Set<unknown>(["a\u0000b", "\ud800", "__proto__", "x".repeat(5_000)]);
const OTHERS: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e300, Number.NaN, Number.POSITIVE_INFINITY, -0, 10n, [], {}],
  ...[
    [[]],
    new Date(Number.NaN),
    new Map([["a", 1]]),
    new Set([1]),
    { "a\u0000": 1 },
    ["\ud800"],
    Symbol("s"),
  ],
];

type Json = {
  readonly properties?: Record<string, unknown>;
  readonly anyOf?: Json[];
  readonly oneOf?: Json[];
};
function fieldsOf(schema: z.ZodType): readonly string[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  const parts = [json, ...(json.anyOf ?? []), ...(json.oneOf ?? [])];
  return [...new Set(parts.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function schemaOf(path: string, { _def }: Procedure): z.ZodType | undefined {
  if (path === "welcome.claim") return claimOwnerInput;
  return _def.meta?.command ? findCommand(_def.meta.command)?.input : _def.inputs[0];
}

/** Every field of an input, each with every value that has no business there, and the input itself as well. */
function* triesOf(path: string, procedure: Procedure): Generator<unknown> {
  const schema = schemaOf(path, procedure);
  const fields = schema ? fieldsOf(schema) : [];
  const right = Object.fromEntries(fields.filter((name) => name in known).map((name) => [name, known[name]]));
  yield right;
  for (const name of [...fields, "stranger"])
    for (const value of [...TEXTS, ...OTHERS]) {
      yield { ...right, [name]: value };
      if (!NESTED.has(value)) continue;
      yield { ...right, [name]: [value] };
      yield { ...right, [name]: { [String(value)]: { from: 0, to: 1, step: 1 } } };
    }
  yield* [...TEXTS, ...OTHERS];
}

function wrap(input: unknown, procedure: Procedure): unknown {
  const isWrite = procedure._def.type === "mutation" && procedure._def.meta?.command;
  return isWrite ? { runId: randomUUID(), input } : input;
}

async function codeOf(path: string, input: unknown, ctx: RequestContext): Promise<string> {
  let target: unknown = createCaller(ctx);
  for (const part of path.split(".")) target = (target as Record<string, unknown>)[part];
  try {
    await (target as (input: unknown) => Promise<unknown>)(input);
    return "ok";
  } catch (error) {
    return error instanceof TRPCError ? error.code : `thrown: ${String(error)}`;
  }
}

const show = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? `${item}n` : item))?.slice(0, 200);

describe("no input whatever is answered by a failure of ours", () => {
  it.each(procedures)("%s", { timeout: 120_000 }, async (path, procedure) => {
    const failed: string[] = [];
    for (const input of triesOf(path, procedure)) {
      const code = await codeOf(path, wrap(input, procedure), requestOf(session));
      if (code === "INTERNAL_SERVER_ERROR" || code.startsWith("thrown"))
        failed.push(`${show(input)} ${code}`);
    }
    expect(failed).toEqual([]);
    // what the walk was let create makes room for the next
    await asOwner(database.ownerUrl, (client) =>
      client.query("DELETE FROM backtest WHERE id <> $1", [foreign.backtest]),
    );
  });

  it.each(procedures.filter(([, { _def }]) => _def.type === "mutation" && _def.meta?.command))(
    "%s, by its run id",
    async (path, procedure) => {
      const [input] = triesOf(path, procedure);
      for (const runId of [...TEXTS, ...OTHERS, ...Object.values(foreign)])
        expect(await codeOf(path, { runId, input }, requestOf(session)), show(runId)).not.toBe(
          "INTERNAL_SERVER_ERROR",
        );
    },
  );

  it.each(Object.keys(exportTables))("the file of %s", async (name) => {
    const fields = fieldsOf(exportTables[name]?.filter as z.ZodType);
    for (const field of [...fields, "stranger"])
      for (const value of TEXTS) {
        const query = new URLSearchParams({
          ...(name === "backtest" && { id: foreign.backtest }),
          [field]: String(value),
        });
        const signal = new AbortController().signal;
        const reply = await exportCsv({ file: `${name}.csv`, query, session, marketKind: null, signal });
        if (reply.status === 200) await reply.text();
        expect([200, 400, 404], `${field} ${show(value)}`).toContain(reply.status);
      }
  });
});

describe("what is somebody else's is not there", () => {
  const channel = { name: "Desk", target: { kind: "webhook", url: "https://example.org/hook" } };
  const notThere: Record<string, () => object> = {
    "alerts.show": () => ({ alertId: randomUUID() }),
    "alerts.editChannel": () => ({ ...channel, channelId: randomUUID() }),
    "alerts.removeChannel": () => ({ channelId: randomUUID() }),
    "alerts.test": () => ({ channelId: randomUUID() }),
    "report.show": () => ({ reportId: randomUUID() }),
    "trades.list": () => ({ botId: foreignBot }),
    "trades.working": () => ({ botId: foreignBot }),
    "decisions.list": () => ({ botId: foreignBot }),
    "positions.list": () => ({ botId: foreignBot }),
    "orders.list": () => ({ botId: foreignBot }),
    "orders.show": () => ({ orderId: randomUUID() }),
    "bots.show": () => ({ bot: foreignBot }),
    "bodyguard.detections": () => ({ botId: foreignBot }),
    "bodyguard.show": () => ({ detectionId: randomUUID() }),
    "bodyguard.mark": () => ({ detectionId: randomUUID(), verdict: "right" }),
    "bodyguard.release": () => ({ bot: foreignBot }),
    "bots.candles": () => ({ bot: foreignBot }),
    "backtest.show": () => ({ backtestId: foreign.backtest }),
    "backtest.compare": () => ({ left: foreign.backtest, right: foreign.backtest }),
    "backtest.cancel": () => ({ backtestId: foreign.backtest }),
    "backtest.delete": () => ({ backtestId: foreign.backtest }),
    "candles.cancel": () => ({ seriesId: randomUUID() }),
    "candles.delete": () => ({ seriesId: randomUUID() }),
    "candles.show": () => ({ seriesId: randomUUID() }),
    "profits.revert": () => ({ rebalanceId: randomUUID() }),
    "bots.pause": () => ({ bot: foreignBot }),
    "bots.resume": () => ({ bot: foreignBot }),
    "bots.stop": () => ({ bot: foreignBot }),
    "bots.bulk": () => ({ act: "pause", bots: [foreignBot] }),
    "bots.clone": () => ({ bot: foreignBot }),
    "bots.delete": () => ({ bot: foreignBot }),
    "bots.restore": () => ({ bot: foreignBot }),
    "positions.close": () => ({ positionId: randomUUID() }),
    "positions.stop": () => ({ positionId: randomUUID(), price: "90" }),
    "positions.target": () => ({ positionId: randomUUID(), price: "90" }),
    "promotions.check": () => ({ bot: foreignBot }),
    "risk.whatIf": () => ({ bot: foreignBot }),
    "promotions.twins": () => ({ botId: foreignBot }),
    "learning.adopt": () => ({ logId: randomUUID() }),
    "learning.revert": () => ({ logId: randomUUID() }),
    "promotions.demote": () => ({ bot: foreignBot }),
    "promotions.promote": () => ({ bot: foreignBot }),
    "trades.why": () => ({ fillId: randomUUID() }),
    "decisions.show": () => ({ decisionId: randomUUID() }),
    "decisions.replay": () => ({ decisionId: randomUUID() }),
    "approvals.approve": () => ({ approvalId: randomUUID() }),
    "approvals.deny": () => ({ approvalId: randomUUID() }),
    "jobs.runs": () => ({ functionId: "none" }),
    "jobs.show": () => ({ runId: "none" }),
    "jobs.runNow": () => ({ functionId: "none" }),
    "jobs.replay": () => ({ runId: "none" }),
    "jobs.pause": () => ({ functionId: "none" }),
    "jobs.unpause": () => ({ functionId: "none" }),
  };

  it("names every procedure that takes an id", () => {
    const ids = /^(.*Id|id|bots?|left)$/;
    const taking = procedures.filter(([path, one]) => {
      const schema = schemaOf(path, one);
      return schema && fieldsOf(schema).some((field) => ids.test(field));
    });
    expect(taking.map(([path]) => path).sort()).toEqual(Object.keys(notThere).sort());
  });

  it.each(procedures.filter(([path]) => path in notThere))("%s", async (path, procedure) => {
    const input = wrap(notThere[path]?.(), procedure);
    expect(await codeOf(path, input, requestOf(session))).toBe("NOT_FOUND");
  });

  it("as a run id it is refused, not a failure, and changes nothing", async () => {
    const mine = requestOf(session);
    expect(await codeOf("backtest.run", { runId: foreign.backtest, input: backtest }, mine)).toBe("CONFLICT");
    const input = { exchange: "binance", symbol: "BTC/USDT", capital: "100", name: "Hera" };
    expect(["ok", "CONFLICT"]).toContain(await codeOf("bots.create", { runId: foreign.bot, input }, mine));
  });
});

it.each([
  ["trades.list", {}],
  ["decisions.list", {}],
  ["positions.list", {}],
  ["positions.list", { sort: "realised" }],
  ["jobs.runs", {}],
  ["bodyguard.detections", {}],
])("%s refuses a page that is none of its own", async (path, more) => {
  const garbage = ["garbage", "0", "", "9_9", `closed_9_${randomUUID()}x`, `x_${randomUUID()}`, "%00"];
  for (const cursor of garbage)
    expect(await codeOf(path, { ...more, cursor }, requestOf(session)), cursor).toBe("BAD_REQUEST");
  expect(await codeOf(path, more, requestOf(session))).toBe("ok");
});
