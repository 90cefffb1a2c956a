import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { arrangePerson, asOwner, MARKET_NOW, toAsk } from "@/server/bots/testing/arrange-fleet";
import { makePracticeKeyCommand } from "@/server/commands/catalog/exchanges/make-practice-key";
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

/** Every exchange, with money for the smallest orders; Luno tells nobody what a key may do. */
const EXCHANGES = [
  { exchange: "binance", quote: "USDT", enough: "500", tells: true },
  { exchange: "kraken", quote: "USD", enough: "500", tells: true },
  { exchange: "kucoin", quote: "USDT", enough: "500", tells: true },
  { exchange: "luno", quote: "ZAR", enough: "5000", tells: false },
  { exchange: "valr", quote: "ZAR", enough: "5000", tells: true },
] as const;
type Name = (typeof EXCHANGES)[number]["exchange"];
let database: TestDatabase;
let master: Awaited<ReturnType<typeof useMaster>>;
const simulators = new Map<Name, Simulator>();
/** where the test at hand trades */
let AT: { readonly exchange: Name; readonly site: "simulator" } = { exchange: "valr", site: "simulator" };
let session: Session;
let account: string;
const clocks: Clocks = { market: () => marketMs(MARKET_NOW), wall: () => wallMs(Date.now()) };

beforeAll(async () => {
  master = await useMaster();
  for (const { exchange } of EXCHANGES)
    simulators.set(exchange, await startSimulator({ exchange, limits: 0 }));
  const named = [...simulators].map(([exchange, { origin }]) => `${exchange}=${origin}`);
  vi.stubEnv("AMARKTAI_SIMULATORS", named.join(","));
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const simulator of simulators.values()) await simulator.close();
  await database?.drop();
  rmSync(master.home, { recursive: true, force: true });
});

/** A person whose key at the simulated exchange was kept and tested, the whole way. */
beforeEach(() => enter({ ZAR: "5000" }));

const control = () => {
  const simulator = simulators.get(AT.exchange);
  if (!simulator) throw new Error(`no simulator of ${AT.exchange}`);
  return simulator.control;
};

async function enter(balances: Record<string, string>, { rights = {}, typed = {} } = {}): Promise<void> {
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  const who = { email: "a@example.com", name: "A", expiresAt: new Date(0).toISOString() };
  session = { ...who, userId, role: "owner", sessionId: randomUUID() };
  stepUp(wallMs(Date.now()));
  const made = control().makeKey({ balances, rights });
  account = made.account;
  const { apiKey, secret, passphrase } = made;
  const input = { ...AT, apiKey, secret, ...(passphrase !== null && { passphrase }), ...typed };
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

const keyNow = async () =>
  (await api().exchanges.list({})).find(({ exchange }) => exchange === AT.exchange)?.keys[0];
const mine = () =>
  control()
    .truth()
    .orders.filter((order) => order.account === account);

type BadKey = {
  readonly name: string;
  readonly seen: "by its rights" | "by its use";
  readonly how: NonNullable<Parameters<typeof enter>[1]>;
  readonly words: RegExp;
};
const BAD_KEYS: readonly BadKey[] = [
  { name: "withdraws", seen: "by its rights", how: { rights: { withdraw: true } }, words: /may withdraw/ },
  { name: "may not trade", seen: "by its rights", how: { rights: { trade: false } }, words: /trade/ },
  {
    name: "is unknown",
    seen: "by its use",
    how: { typed: { apiKey: "0123456789abcdef0123456789abcdef" } },
    words: /./,
  },
  {
    name: "has another secret",
    seen: "by its use",
    how: { typed: { secret: "c2VjcmV0IG9mIGFub3RoZXIga2V5IGhlcmU=" } },
    words: /./,
  },
];

describe.each(EXCHANGES)("an account at $exchange", ({ exchange, quote, enough, tells }) => {
  beforeEach(async () => {
    AT = { exchange, site: "simulator" };
    control().clearFaults();
    await enter({ [quote]: enough });
  });

  it("is known by a key that may trade and not withdraw", async () => {
    const rights = { mayTrade: tells || null, mayWithdraw: tells ? false : null };
    expect(await keyNow()).toMatchObject({ status: "valid", fault: null, ...rights });
    expect(mine()).toEqual([]);
  });

  it.each(BAD_KEYS.filter(({ seen }) => seen !== "by its rights" || tells))(
    "refuses a key that $name, in a sentence without any part of it",
    async ({ how, words }) => {
      await enter({}, how);
      const key = await keyNow();
      expect(key).toMatchObject({ status: "invalid", fault: expect.stringMatching(words) });
      expect(key?.fault).toMatch(/^[A-Z][^\n]*[.]$/);
      for (const part of ["0123456789abcdef", "c2VjcmV0"]) expect(key?.fault).not.toContain(part);
      await expect(ask(false)).rejects.toMatchObject(refused("not_now"));
    },
  );

  it("gives a practice key to its owner's page, which is taken and tested as one that was typed", async () => {
    const { passphrase, ...key } = await api().exchanges.practiceKey({ exchange });
    const input = { ...AT, ...key, ...(passphrase !== null && { passphrase }) };
    await api().exchanges.rotateKey({ runId: randomUUID(), input });
    await (await createKeyTester(dial, clocks)()).ended;
    expect(await keyNow()).toMatchObject({ status: "valid", lastFour: key.apiKey.slice(-4) });
    // the account it opens is the same each time
    const again = await api().exchanges.practiceKey({ exchange });
    expect(again.apiKey).not.toBe(key.apiKey);
    expect(Object.keys(control().truth().balances)).toContain("practice");
  });

  it("is tried with the smallest resting order, which is seen and cancelled; nothing trades", async () => {
    const test = await walk(false);
    expect(test?.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(test).toMatchObject({ status: "passed", symbol: `BTC/${quote}`, endedAt: expect.any(String) });
    expect(test?.lines.at(-1)?.words).toContain("Cancelled, nothing of it traded");
    expect(mine()).toHaveLength(1);
    expect(
      control()
        .truth()
        .trades.filter((trade) => trade.account === account),
    ).toEqual([]);
  });

  it("is tried with the smallest buy and sell, whose fees and fills agree with the balance", async () => {
    const test = await walk(true);
    expect(test?.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(test?.status).toBe("passed");
    const words = test?.lines.map((line) => line.words).join("\n");
    expect(words).toMatch(/Bought [\d.]+ BTC for [\d.]+ \w+, fee [\d.]+ \w+/);
    expect(words).toMatch(/Sold [\d.]+ BTC for [\d.]+ \w+, fee [\d.]+ \w+/);
    expect(words).toMatch(new RegExp(`${quote}: -[\\d.]+ by the trades, -[\\d.]+ by the balance`));
    expect(mine()).toHaveLength(3);
  });

  it("is told what is missing where it cannot pay, and gets no order", async () => {
    await enter({ [quote]: "1" });
    const test = await walk(true);
    expect(test?.status).toBe("failed");
    expect(test?.lines.at(-1)).toMatchObject({ ok: false, words: expect.stringMatching(/needs [\d.]+ \w+/) });
    expect(mine()).toEqual([]);
  });
});

it("a practice key is for a person's page alone, and who practises cannot put a real key in by mistake", async () => {
  const asker = {
    ...toAsk({ userId: session.userId, role: "owner" }),
    actor: { kind: "assistant", id: "m" },
  } as const;
  expect(await runCommand(makePracticeKeyCommand, { exchange: "valr" }, asker)).toMatchObject({
    ok: false,
    refusal: { code: "forbidden" },
  });
  const real = { ...AT, site: "real", apiKey: "a-real-key", secret: "and-its-secret" } as const;
  await expect(api().exchanges.addKey({ runId: randomUUID(), input: real })).rejects.toMatchObject(
    refused("invalid"),
  );
});

it("an account is tested once at a time, and a test that its process left is told to have failed", async () => {
  await api().approvals.approve(await card(false));
  await expect(ask(false)).rejects.toMatchObject(refused("conflict"));
  await asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE order_test SET status = 'running' WHERE status = 'asked'`),
  );
  await (await createOrderTester(dial, clocks)()).ended;
  const [test] = await api().exchanges.orderTests({});
  expect(test).toMatchObject({ status: "failed", lines: [{ ok: false }] });
  expect(mine()).toEqual([]);
});
