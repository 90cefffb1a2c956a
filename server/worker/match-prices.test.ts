import { expect, it } from "vitest";
import { lanesIdle } from "@/server/execution/lanes";
import type { TradingRuntime } from "@/server/execution/runtime";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { createMatching } from "./match-prices";

const tick = (exchange: ExchangeName, at: number): Tick => {
  const last = toDecimal("100");
  return { exchange, symbol: "BTC/USDT", at: marketMs(at), last, bid: last, ask: last };
};

// Guards resting orders: a price that could have filled one is shown to its venue, and in its order.
it("prices that could not be matched come again, whole, before newer ones; another venue's go on", async () => {
  const told: string[] = [];
  const runtime = {
    leaderToken: () => 1n,
    failed: (doing: string, subject: string) => told.push(`${doing} ${subject}`),
  } as unknown as TradingRuntime;
  const seen: Record<string, number[][]> = {};
  let fails = true;
  const show = createMatching(runtime, async (venue, ticks) => {
    const rounds = seen[venue] ?? [];
    seen[venue] = rounds;
    rounds.push(ticks.map(({ at }) => at));
    if (venue === "paper:luno" && fails) throw new Error("no database");
    return 0;
  });
  show([tick("luno", 1), tick("luno", 2), tick("kraken", 1)]);
  await lanesIdle(runtime);
  fails = false;
  show([tick("luno", 3)]);
  show([tick("luno", 4)]);
  await lanesIdle(runtime);
  expect(seen).toEqual({
    "paper:luno": [
      [1, 2],
      [1, 2, 3, 4],
    ],
    "paper:kraken": [[1]],
  });
  expect(told).toEqual(["matching paper:luno"]);
});
