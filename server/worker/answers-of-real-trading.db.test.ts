import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { requestDownload } from "@/server/candles/request-download";
import type { AnyCommand, ReadAsk } from "@/server/commands/command";
import { readCommand } from "@/server/commands/read-command";
import { commands, findCommand } from "@/server/commands/registry";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
/** one practises where there is one */
let simulator: Simulator;
let ask: ReadAsk;
let ids: { readonly [name: string]: string };
beforeAll(async () => {
  simulator = await startSimulator({ exchange: "valr" });
  vi.stubEnv("AMARKTAI_SIMULATORS", `valr=${simulator.origin}`);
  database = await createTestDatabase();
  fixture = await openFixture(database);
  await fixture.enter();
  // far below its stop
  for (let ticks = 0; ticks < 4; ticks++) await fixture.tick("80");
  const { userId, marketNow, wallNow } = fixture.ctx;
  ask = {
    actor: { kind: "owner", id: userId },
    userId,
    role: "owner",
    runId: randomUUID(),
    channel: "web",
    wallNow,
    readMarketNow: async () => marketNow,
  };
  const fill = await db.fill.findFirstOrThrow({ where: { side: "buy" } });
  const decision = await db.decision.findFirstOrThrow({ where: { action: "enter" } });
  const asked = await requestDownload(
    {
      exchange: "binance",
      symbol: "BTC/USDT",
      timeframe: "1h",
      from: "2026-01-01T00:00:00.000Z",
      until: "2026-01-02T00:00:00.000Z",
      practice: true,
    },
    { ...fixture.ctx, runId: randomUUID() },
  );
  if (!asked.ok) throw new Error(asked.refusal.message);
  ids = { fillId: fill.id, orderId: fill.orderId, decisionId: decision.id, seriesId: asked.value.id };
});
afterAll(async () => {
  await fixture?.close();
  await simulator?.close();
  await database?.drop();
});

const inputOf = (id: string): object => {
  if (id === "trades.why") return { fillId: ids.fillId };
  if (id === "decisions.show" || id === "decisions.replay") return { decisionId: ids.decisionId };
  if (id === "candles.show") return { seriesId: ids.seriesId };
  if (id === "orders.show") return { orderId: ids.orderId };
  if (id === "bots.show" || id === "bots.candles" || id === "promotions.check") return { bot: "Zeus" };
  if (id === "dashboard.equity") return { currency: "USDT", range: "all" };
  if (id === "exchanges.practiceKey") return { exchange: "valr" };
  return ["risk.guards", "limits.show", "bodyguard.status"].includes(id) ? { book: "demo" } : {};
};
/** Need an alert, a backtest, a run of the engine, a report or a published price: their own tests ask for them. */
const ELSEWHERE = [
  "alerts.show",
  "bodyguard.show",
  "risk.whatIf",
  "backtest.show",
  "backtest.compare",
  "jobs.show",
  "report.preview",
  "report.show",
];
const reads = commands.filter(({ id, tier }) => tier === "R" && !ELSEWHERE.includes(id));

// Guards the output schemas where types cannot: what was read back from rows and JSON after real trades.
test.each(reads.map((command) => [command.id, command] as const))(
  "%s answers what its output says",
  async (id, command) => {
    const answer = await readCommand(command, inputOf(id), ask);
    expect(answer).toMatchObject({ ok: true });
    expect(answer.ok && command.output.safeParse(answer.value).error).toBeUndefined();
  },
);

test("there was something to answer with", async () => {
  const answered = async (id: string) => {
    const answer = await readCommand(findCommand(id) as AnyCommand, inputOf(id), ask);
    return answer.ok ? answer.value : answer.refusal;
  };
  expect(await answered("trades.list")).toMatchObject({ trades: [{ side: "sell" }, { side: "buy" }] });
  expect(await answered("positions.list")).toMatchObject({ positions: [{ exitReason: "stop_loss" }] });
  expect(await answered("decisions.list")).toMatchObject({
    decisions: expect.arrayContaining([expect.anything()]),
  });
  expect(await answered("trades.why")).toMatchObject({
    decision: { action: "enter" },
    position: { status: "closed" },
  });
  expect(await answered("dashboard.activity")).toContainEqual(expect.objectContaining({ kind: "sell" }));
});
