import { randomUUID } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { arrangeMarkets, arrangePerson, MARKET_NOW } from "@/server/bots/testing/arrange-fleet";
import { commands } from "@/server/commands/registry";
import { wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { RequestContext } from "./request-context";
import { appRouter, createCaller } from "./root";
import type { ProcedureMeta } from "./trpc";

type Procedure = {
  readonly _def: { readonly type: "query" | "mutation" | "subscription"; readonly meta?: ProcedureMeta };
};
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(() => database.drop());

const requestOf = (session: Session | null, sameSite = true): RequestContext => ({
  session,
  sameSite,
  wallNow: wallMs(Date.now()),
  readMarketNow: async () => MARKET_NOW,
  ip: "127.0.0.1",
});

async function sessionOf(role: Session["role"], usdt?: string): Promise<Session> {
  const { userId } = await arrangePerson(database.ownerUrl, usdt ? { role, usdt } : { role });
  return {
    userId,
    role,
    email: "a@example.com",
    name: "A",
    sessionId: randomUUID(),
    expiresAt: new Date().toISOString(),
  };
}

/** Calls a procedure by its path, as the wire does. */
async function call(path: string, input: unknown, ctx: RequestContext): Promise<unknown> {
  let target: unknown = createCaller(ctx);
  for (const part of path.split(".")) target = (target as Record<string, unknown>)[part];
  return (target as (input: unknown) => Promise<unknown>)(input);
}

const codeOf = (path: string, input: unknown, ctx: RequestContext) =>
  call(path, input, ctx).then(
    () => "ok",
    (error: TRPCError) => error.code,
  );

const asWrite = (input: object) => ({ runId: randomUUID(), input });
const webhook = {
  name: "Hook",
  target: { kind: "webhook", url: "https://example.org/hook" },
  secret: "a secret of enough length",
};
const valid: Record<string, unknown> = {
  "alerts.acknowledge": asWrite({ alertIds: [randomUUID()] }),
  "alerts.acknowledgeAll": asWrite({}),
  "alerts.addChannel": asWrite(webhook),
  "alerts.editChannel": asWrite({ ...webhook, channelId: randomUUID() }),
  "alerts.removeChannel": asWrite({ channelId: randomUUID() }),
  "alerts.reopen": asWrite({ alertIds: [randomUUID()] }),
  "alerts.show": { alertId: randomUUID() },
  "alerts.test": asWrite({ channelId: randomUUID() }),
  "report.send": asWrite({}),
  "report.set": asWrite({ hour: 9 }),
  "report.show": { reportId: randomUUID() },
  "approvals.approve": { approvalId: randomUUID() },
  "approvals.deny": { approvalId: randomUUID() },
  "account.changePassword": asWrite({ current: "a present one", next: "a sentence of words" }),
  "account.stepUp": asWrite({ password: "a present one" }),
  "exchange.test": asWrite({ exchange: "luno" }),
  "exchanges.addKey": asWrite({ exchange: "luno", apiKey: "a-key-of-luno", secret: "a-secret-of-luno" }),
  "exchanges.rotateKey": asWrite({ exchange: "luno", apiKey: "a-key-of-luno", secret: "a-secret-of-luno" }),
  "exchanges.orderTest": asWrite({ exchange: "luno" }),
  "exchanges.removeKey": asWrite({ exchange: "luno" }),
  "exchanges.revoke": asWrite({ exchange: "luno" }),
  "bots.create": { runId: randomUUID(), input: { exchange: "binance", symbol: "BTC/USDT", capital: "100" } },
  "entries.stop": asWrite({}),
  "health.heal": asWrite({}),
  "emergency.stop": { runId: randomUUID(), input: {} },
  "bots.pause": { runId: randomUUID(), input: { bot: "Zeus" } },
  "bots.resume": { runId: randomUUID(), input: { bot: "Zeus" } },
  "bots.stop": asWrite({ bot: "Zeus" }),
  "bots.bulk": asWrite({ act: "pause", bots: ["Zeus"] }),
  "bots.clone": asWrite({ bot: "Zeus" }),
  "bots.delete": asWrite({ bot: "Zeus" }),
  "bots.restore": asWrite({ bot: "Zeus" }),
  "bots.show": { bot: "Zeus" },
  "bots.spawn": asWrite({ count: 1 }),
  "bodyguard.status": { book: "paper" },
  "bodyguard.show": { detectionId: randomUUID() },
  "bodyguard.mark": asWrite({ detectionId: randomUUID(), verdict: "right" }),
  "bodyguard.release": asWrite({ bot: "Zeus" }),
  "positions.stop": asWrite({ positionId: randomUUID(), price: "90" }),
  "positions.target": asWrite({ positionId: randomUUID(), price: null }),
  "promotions.check": { bot: "Zeus" },
  "injections.record": asWrite({ exchange: "luno", direction: "deposit", amount: "100" }),
  "positions.close": asWrite({ positionId: randomUUID() }),
  "positions.closeAll": asWrite({}),
  "profits.rebalance": asWrite({ book: "paper" }),
  "profits.revert": asWrite({ rebalanceId: randomUUID() }),
  "learning.adopt": { runId: randomUUID(), input: { logId: randomUUID() } },
  "learning.revert": { runId: randomUUID(), input: { logId: randomUUID() } },
  "promotions.demote": { runId: randomUUID(), input: { bot: "Zeus" } },
  "promotions.policy": { runId: randomUUID(), input: { policy: "classic" } },
  "promotions.promote": { runId: randomUUID(), input: { bot: "Zeus" } },
  "bots.candles": { bot: "Zeus" },
  // ids of decisions are made of bot and slot: they need not look like a random one
  "decisions.show": { decisionId: "3070716e-0d4a-e63c-e81d-3400a1c0b76b" },
  "decisions.replay": { decisionId: "3070716e-0d4a-e63c-e81d-3400a1c0b76b" },
  "dashboard.equity": { currency: "USDT", range: "1d" },
  "dashboard.activity": { limit: 5 },
  "jobs.show": { runId: "none" },
  "jobs.runNow": { runId: randomUUID(), input: { functionId: "none" } },
  "jobs.replay": { runId: randomUUID(), input: { runId: "none" } },
  "jobs.pause": { runId: randomUUID(), input: { functionId: "none" } },
  "jobs.unpause": { runId: randomUUID(), input: { functionId: "none" } },
  "orders.show": { orderId: randomUUID() },
  "reconciliation.acknowledge": asWrite({ book: "paper", venue: "paper:luno" }),
  "risk.guards": { book: "paper" },
  "risk.whatIf": { bot: "Zeus" },
  "limits.show": { book: "paper" },
  "limits.set": asWrite({ setting: "guards.bookDailyLoss", value: "4 %" }),
  "blacklist.add": asWrite({ symbol: "DOGE" }),
  "blacklist.remove": asWrite({ symbol: "DOGE" }),
  "risk.clearHalt": { runId: randomUUID(), input: { book: "paper" } },
  "trades.list": {},
  "trades.why": { fillId: randomUUID() },
  "backtest.run": asWrite({
    kind: "run",
    exchange: "binance",
    symbols: ["BTC/USDT"],
    timeframe: "5m",
    strategy: "ema-cross",
    from: "2023-12-01T00:00:00Z",
    to: "2023-12-02T00:00:00Z",
  }),
  "candles.cancel": asWrite({ seriesId: randomUUID() }),
  "candles.delete": asWrite({ seriesId: randomUUID() }),
  "candles.download": asWrite({
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "1h",
    from: "2023-12-01T00:00:00Z",
  }),
  "candles.show": { seriesId: randomUUID() },
  "backtest.cancel": asWrite({ backtestId: randomUUID() }),
  "backtest.delete": asWrite({ backtestId: randomUUID() }),
  "backtest.show": { backtestId: randomUUID() },
  "backtest.compare": { left: randomUUID(), right: randomUUID() },
};
const inputOf = (path: string) => valid[path] ?? {};

// Guards AUTHZ: what is not declared is not there, and every procedure asks who calls.
describe("every procedure", () => {
  it("is found by this test, and declares its role", () => {
    expect(procedures.length).toBeGreaterThanOrEqual(17);
    for (const [path, procedure] of procedures) {
      expect(procedure._def.meta?.role, `${path} declares no role`).toMatch(/^(viewer|trader|owner|public)$/);
    }
    const open = procedures.filter(([, { _def }]) => _def.meta?.role === "public").map(([path]) => path);
    expect(open.sort()).toEqual(["welcome.claim", "welcome.state"]);
  });

  it.each(procedures.filter(([path]) => !path.startsWith("welcome.")))(
    "%s is closed to strangers",
    async (path) => {
      expect(await codeOf(path, inputOf(path), requestOf(null))).toBe("UNAUTHORIZED");
    },
  );

  it.each(procedures.filter(([, { _def }]) => _def.type === "mutation"))(
    "%s refuses other sites",
    async (path) => {
      const session = await sessionOf("owner");
      expect(await codeOf(path, inputOf(path), requestOf(session, false))).toBe("FORBIDDEN");
    },
  );

  it.each(procedures.filter(([, { _def }]) => _def.meta?.role === "trader"))(
    "%s refuses viewers",
    async (path) => {
      expect(await codeOf(path, inputOf(path), requestOf(await sessionOf("viewer")))).toBe("FORBIDDEN");
    },
  );

  it.each(procedures.filter(([, { _def }]) => _def.meta?.role === "viewer"))(
    "%s lets viewers read",
    async (path) => {
      expect(["ok", "NOT_FOUND"]).toContain(
        await codeOf(path, inputOf(path), requestOf(await sessionOf("viewer"))),
      );
    },
  );

  it("stands for a registered command, or is one of the few that are not commands", () => {
    const byPath = new Map(procedures.map(([path, { _def }]) => [path, _def]));
    for (const { id, tier, role } of commands) {
      expect(byPath.get(id) ?? byPath.get(`${id}.list`)).toMatchObject({
        type: tier === "R" ? "query" : "mutation",
        meta: { role, command: id },
      });
    }
    const others = procedures.filter(([, { _def }]) => _def.type === "mutation" && !_def.meta?.command);
    expect(others.map(([path]) => path).sort()).toEqual([
      "approvals.approve",
      "approvals.deny",
      "welcome.claim",
    ]);
  });
});

describe("the registry", () => {
  it("has unique ids, and a preview for everything the owner must approve", () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    for (const command of commands) {
      expect(command.guidance.length).toBeGreaterThan(20);
      expect(["R", "W", "C", "X", "E"]).toContain(command.tier);
      // a card keeps what it was asked with
      if (command.secretInput) expect([command.tier, command.asks], command.id).toEqual(["W", undefined]);
      if (command.tier === "C" || command.tier === "X")
        expect(command.preview, `${command.id} has no preview`).toBeTypeOf("function");
    }
  });
});

describe("a request", () => {
  it("creates a bot, shows a card, and acts on the click", async () => {
    const api = createCaller(requestOf(await sessionOf("owner", "500")));
    const input = { name: "Zeus", exchange: "binance", symbol: "BTC/USDT", capital: "100" } as const;
    const created = await api.bots.create({ runId: randomUUID(), input });
    expect(created).toMatchObject({ status: "done", answer: { name: "Zeus", status: "running" } });
    await api.bots.pause({ runId: randomUUID(), input: { bot: "zeus" } });
    const card = await api.bots.resume({ runId: randomUUID(), input: { bot: "zeus" } });
    if (card.status !== "approval") throw new Error("expected a card");
    expect(await api.approvals.list()).toMatchObject([
      { approvalId: card.approvalId, command: "bots.resume" },
    ]);
    expect(await api.approvals.approve({ approvalId: card.approvalId })).toMatchObject({ status: "done" });
    expect(await api.bots.list({})).toMatchObject([{ status: "running" }]);
    expect(await api.status({})).toMatchObject({
      running: 1,
      words: /1 of 1 bots running · paper trading is on/,
    });
  });

  it("gets refusals as one sentence, with the refusal beside it, and bad run ids as well", async () => {
    const ctx = requestOf(await sessionOf("owner"));
    const input = { exchange: "binance", symbol: "BTC/USDT", capital: "100" };
    await expect(call("bots.create", { runId: randomUUID(), input }, ctx)).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      message: expect.stringMatching(
        /^Binance has 0 USDT available.*put paper money in first: Settings, Paper money[.]$/,
      ),
      cause: { refusal: { code: "insufficient_funds" } },
    });
    expect(await codeOf("bots.create", { runId: "1", input }, ctx)).toBe("BAD_REQUEST");
    expect(await codeOf("bots.show", { bot: "Nobody" }, ctx)).toBe("NOT_FOUND");
  });

  it("never reaches another user's bots, by name or by id", async () => {
    const mine = createCaller(requestOf(await sessionOf("owner", "500")));
    const input = { name: "Zeus", exchange: "binance", symbol: "BTC/USDT", capital: "100" } as const;
    const created = await mine.bots.create({ runId: randomUUID(), input });
    if (created.status !== "done") throw new Error("expected a bot");
    const other = requestOf(await sessionOf("owner"));
    for (const bot of ["Zeus", created.answer.botId]) {
      expect(await codeOf("bots.show", { bot }, other)).toBe("NOT_FOUND");
      expect(await codeOf("bots.pause", { runId: randomUUID(), input: { bot } }, other)).toBe("NOT_FOUND");
      expect(await codeOf("bots.resume", { runId: randomUUID(), input: { bot } }, other)).toBe("NOT_FOUND");
    }
    expect(await mine.bots.show({ bot: "Zeus" })).toMatchObject({ status: "running" });
  });
});
