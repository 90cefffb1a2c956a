import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { arrangePerson, MARKET_NOW, toAsk } from "@/server/bots/testing/arrange-fleet";
import { runOrderTestCommand } from "@/server/commands/catalog/exchanges/run-order-test";
import { runCommand } from "@/server/commands/run-command";
import { dial } from "@/server/connections/dial";
import { createOrderTester } from "@/server/connections/order-test/run-order-tests";
import { createKeyTester } from "@/server/connections/test-keys";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type Clocks, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { useMaster } from "@/server/vault/testing/make-master";
import type { RequestContext } from "./request-context";
import { createCaller } from "./root";

const AT = { exchange: "valr", site: "simulator" } as const;
let database: TestDatabase;
let master: Awaited<ReturnType<typeof useMaster>>;
let exchange: Simulator;
let session: Session;
let account: string;
const clocks: Clocks = { market: () => marketMs(MARKET_NOW), wall: () => wallMs(Date.now()) };

beforeAll(async () => {
  master = await useMaster();
  exchange = await startSimulator({ exchange: "valr", limits: 0 });
  vi.stubEnv("AMARKTAI_SIMULATORS", `valr=${exchange.origin}`);
  database = await createTestDatabase();
});
afterAll(async () => {
  await exchange?.close();
  await database?.drop();
  rmSync(master.home, { recursive: true, force: true });
});

/** A person whose key at the simulated exchange was kept and tested, the whole way. */
beforeEach(() => enter({ ZAR: "5000" }));

async function enter(balances: Record<string, string>, rights = {}): Promise<void> {
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  const who = { email: "a@example.com", name: "A", expiresAt: new Date(0).toISOString() };
  session = { ...who, userId, role: "owner", sessionId: randomUUID() };
  stepUp(wallMs(Date.now()));
  const made = exchange.control.makeKey({ balances, rights });
  account = made.account;
  const input = { ...AT, apiKey: made.apiKey, secret: made.secret };
  await api().exchanges.addKey({ runId: randomUUID(), input });
  await (await createKeyTester(dial, clocks)()).ended;
}
const stepUp = (at: ReturnType<typeof wallMs> | null) => {
  const steps = processWide("auth.stepUpBySession", () => new Map());
  if (at === null) steps.delete(session.sessionId);
  else steps.set(session.sessionId, at);
};
const api = () => {
  const request: RequestContext = {
    session,
    sameSite: true,
    wallNow: wallMs(Date.now()),
    readMarketNow: async () => MARKET_NOW,
    ip: "127.0.0.1",
  };
  return createCaller(request);
};
const ask = (trades: boolean) => api().exchanges.orderTest({ runId: randomUUID(), input: { ...AT, trades } });
async function card(trades: boolean) {
  const asked = await ask(trades);
  if (asked.status !== "approval" || asked.code === null) throw new Error("expected a card with a code");
  return { approvalId: asked.approvalId, code: asked.code };
}
async function walk(trades: boolean) {
  await api().approvals.approve(await card(trades));
  await (await createOrderTester(dial, clocks)()).ended;
  const [test] = await api().exchanges.orderTests({});
  return test;
}
const refused = (code: string) => ({ cause: { refusal: expect.objectContaining({ code }) } });

// Guards COMMANDS tier X: the gravest acts take the password, a card and its code, in a person's own session.
describe("a command of the gravest kind", () => {
  it("waits for the password, then for the code of its card; another code changes nothing", async () => {
    stepUp(null);
    await expect(ask(false)).rejects.toMatchObject(refused("step_up"));
    stepUp(wallMs(Date.now()));
    const { approvalId, code } = await card(false);
    await expect(api().approvals.approve({ approvalId })).rejects.toMatchObject(refused("invalid"));
    await expect(api().approvals.approve({ approvalId, code: "AAAAA" })).rejects.toMatchObject(
      refused("invalid"),
    );
    stepUp(plusMs(wallMs(Date.now()), -6 * 60_000));
    await expect(api().approvals.approve({ approvalId, code })).rejects.toMatchObject(refused("step_up"));
    expect(await api().exchanges.orderTests({})).toEqual([]);
    stepUp(wallMs(Date.now()));
    const typed = ` ${code.toLowerCase()} `;
    expect(await api().approvals.approve({ approvalId, code: typed })).toMatchObject({ status: "done" });
    expect(await api().exchanges.orderTests({})).toMatchObject([{ status: "asked" }]);
    await (await createOrderTester(dial, clocks)()).ended;
  });

  it("may be asked for by a model, which is told no code and cannot carry it out", async () => {
    const asker = {
      ...toAsk({ userId: session.userId, role: "owner" }),
      actor: { kind: "assistant", id: "model" },
    } as const;
    const asked = await runCommand(runOrderTestCommand, { ...AT }, asker);
    expect(asked).toMatchObject({ ok: true, value: { status: "approval", code: null } });
    const listed = await api().approvals.list({});
    expect(listed).toMatchObject([
      { command: "exchanges.orderTest", code: expect.stringMatching(/^[A-Z]{5}$/) },
    ]);
    expect(JSON.stringify(asked)).not.toContain(listed[0]?.code);
  });
});

describe("the order test of an account", () => {
  it("places the smallest resting order, sees it, cancels it, and trades nothing", async () => {
    const test = await walk(false);
    expect(test?.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(test).toMatchObject({ status: "passed", symbol: "BTC/ZAR", endedAt: expect.any(String) });
    expect(test?.lines.at(-1)?.words).toContain("Cancelled, nothing of it traded");
    const { orders, trades } = exchange.control.truth();
    const mine = orders.filter((order) => order.account === account);
    expect(mine).toHaveLength(1);
    expect(trades.filter((trade) => trade.account === account)).toEqual([]);
  });

  it("buys and sells the smallest amount where it may, and compares what it was told with the balance", async () => {
    const test = await walk(true);
    expect(test?.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(test?.status).toBe("passed");
    const words = test?.lines.map((line) => line.words).join("\n");
    expect(words).toMatch(/Bought [\d.]+ BTC for [\d.]+ ZAR, fee [\d.]+ BTC/);
    expect(words).toMatch(/Sold [\d.]+ BTC for [\d.]+ ZAR, fee [\d.]+ ZAR/);
    expect(words).toMatch(/ZAR: -[\d.]+ by the trades, -[\d.]+ by the balance/);
    expect(exchange.control.truth().orders.filter((order) => order.account === account)).toHaveLength(3);
  });

  it("says what is missing where the account cannot pay, and sends nothing", async () => {
    await enter({ ZAR: "1" });
    const test = await walk(true);
    expect(test?.status).toBe("failed");
    expect(test?.lines.at(-1)).toMatchObject({ ok: false, words: expect.stringMatching(/needs [\d.]+ ZAR/) });
    expect(exchange.control.truth().orders.filter((order) => order.account === account)).toEqual([]);
  });

  it("is refused for a key that did not pass, and one at a time", async () => {
    await card(false).then((one) => api().approvals.approve(one));
    await expect(ask(false)).rejects.toMatchObject(refused("conflict"));
    await (await createOrderTester(dial, clocks)()).ended;
    await enter({ ZAR: "5000" }, { withdraw: true });
    const [valr] = (await api().exchanges.list({})).filter((one) => one.exchange === "valr");
    expect(valr?.keys).toMatchObject([{ status: "invalid", fault: expect.stringContaining("may withdraw") }]);
    await expect(ask(false)).rejects.toMatchObject(refused("not_now"));
  });
});
