import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrangeMarkets, arrangePerson, MARKET_NOW } from "@/server/bots/testing/arrange-fleet";
import type { AnyCommand } from "@/server/commands/command";
import { readCommand } from "@/server/commands/read-command";
import { commands } from "@/server/commands/registry";
import { wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import type { RequestContext } from "./request-context";
import { createCaller } from "./root";

let database: TestDatabase;
let request: RequestContext;
let marketTimes = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000" });
  request = {
    session: {
      userId,
      role: "owner",
      email: "a@example.com",
      name: "A",
      sessionId: randomUUID(),
      expiresAt: new Date().toISOString(),
    },
    sameSite: true,
    wallNow: wallMs(Date.now()),
    readMarketNow: async () => {
      marketTimes += 1;
      return MARKET_NOW;
    },
    ip: "127.0.0.1",
  };
  const input = { name: "Zeus", exchange: "binance", symbol: "BTC/USDT", capital: "100" } as const;
  await createCaller(request).bots.create({ runId: randomUUID(), input });
});
afterAll(() => database.drop());

const inputs: { readonly [id: string]: object } = {
  "bots.show": { bot: "Zeus" },
  "bots.candles": { bot: "Zeus" },
  "promotions.check": { bot: "Zeus" },
  "dashboard.equity": { currency: "USDT", range: "1d" },
  "risk.guards": { book: "paper" },
  "limits.show": { book: "paper" },
  "bodyguard.status": { book: "paper" },
};
/** Their answers are of a market instant: it is looked up once. */
const BY_MARKET_TIME = [
  "limits.show",
  "backtest.choices",
  "bots.candles",
  "bots.spawnPlan",
  "dashboard.equity",
  "promotions.check",
  "promotions.preview",
  "promotions.scorecards",
];
/** What names a thing that is not there is refused, and a refusal is audited. */
const REFUSED = [
  "alerts.show",
  "backtest.compare",
  "backtest.show",
  "bodyguard.show",
  "candles.show",
  "decisions.replay",
  "decisions.show",
  "exchanges.practiceKey",
  "jobs.show",
  "orders.show",
  "report.preview",
  "report.show",
  "risk.whatIf",
  "trades.why",
];
const reads = commands.filter(({ id, tier }) => tier === "R" && !REFUSED.includes(id));

async function costOf(work: () => Promise<unknown>) {
  marketTimes = 0;
  const watch = watchStatements();
  await work();
  watch.stop();
  return { statements: watch.sent.length, marketTimes };
}

/** Calls a procedure by its path, as the wire does. */
function call({ id }: AnyCommand): Promise<unknown> {
  let target: unknown = createCaller(request);
  for (const part of (id === "jobs" ? "jobs.list" : id).split("."))
    target = (target as Record<string, unknown>)[part];
  return (target as (input: unknown) => Promise<unknown>)(inputs[id] ?? {});
}

/** The use-case alone, without any door before it. */
function runAlone({ input, run }: AnyCommand, id: string): Promise<unknown> {
  const { userId = "", role = "viewer" } = request.session ?? {};
  const { wallNow, readMarketNow } = request;
  const ctx = {
    actor: { kind: role, id: userId },
    userId,
    role,
    runId: "",
    channel: "web",
    wallNow,
    readMarketNow,
  };
  return run(input.parse(inputs[id] ?? {}) as never, ctx as never);
}

const traces = async () => [await db.commandRun.count(), await db.auditEntry.count()];

// Guards the price of the one registry: every page reads through it many times a minute.
test.each(reads.map((command) => [command.id, command] as const))(
  "%s leaves no run and no audit entry, and asks nothing that its use-case does not ask",
  async (id, command) => {
    const before = await traces();
    await call(command);
    const through = await costOf(() => call(command));
    expect(await traces()).toEqual(before);
    expect(through).toEqual(await costOf(() => runAlone(command, id)));
    if (!BY_MARKET_TIME.includes(id)) expect(through.marketTimes).toBe(0);
  },
);

test("a refused read is audited once, and folded after that", async () => {
  const { userId = "" } = request.session ?? {};
  const show = commands.find(({ id }) => id === "trades.why") as AnyCommand;
  const ctx = {
    actor: { kind: "viewer" as const, id: userId },
    userId,
    role: "viewer" as const,
    runId: randomUUID(),
    channel: "web",
    wallNow: request.wallNow,
    readMarketNow: request.readMarketNow,
  };
  const [runs = 0, entries = 0] = await traces();
  for (let tries = 1; tries <= 3; tries++)
    expect(await readCommand(show, { fillId: randomUUID() }, ctx)).toMatchObject({
      refusal: { code: "not_found" },
    });
  // at the 1st and the 2nd, not the 3rd
  expect(await traces()).toEqual([runs, entries + 2]);
});
