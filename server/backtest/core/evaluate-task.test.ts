import fc from "fast-check";
import { expect, it } from "vitest";
import { listStrategies } from "@/server/strategy/core/catalog";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import { anyColumns, anyParams } from "@/server/strategy/testing/arbitraries";
import { backtestOptions } from "./backtest-options";
import { TaskEvaluator } from "./evaluate-task";
import { equityDrawdown } from "./metrics/equity-drawdown";
import { type Replay, replaySpan, signalsOfSpan } from "./replay-span";

const STEP_MS = 300_000;
const CASH = 10_000;

// flags that come with the candles have no parameters to search
const searched = listStrategies().filter(({ id }) => id !== flagStrategy.id);

it.each(searched.map((strategy) => [strategy.id, strategy] as const))(
  "%s: what many sets share changes none of their figures",
  (_id, strategy) => {
    let traded = 0;
    fc.assert(
      fc.property(
        anyColumns,
        fc.array(anyParams(strategy), { minLength: 2, maxLength: 4 }),
        fc.nat(200),
        fc.constantFrom<"strict" | "freqtrade">("strict", "freqtrade"),
        (columns, sets, from, fill) => {
          const options = backtestOptions.parse({ fill, wallet: CASH, equityRatio: 0.5 });
          const replay: Replay = {
            strategy,
            params: {},
            options,
            candles: columns,
            lead: 0,
            stepMs: STEP_MS,
          };
          const evaluator = new TaskEvaluator(replay);
          for (const [place, params] of sets.entries()) {
            // spans of many lengths: what an earlier, longer one left in memory must not be seen
            const span = { from: from >> place, until: columns.open.length - 7 * place };
            const told = evaluator.evaluate({ set: params as Record<string, number>, span });
            const equity = new Float64Array(span.until - span.from);
            const signals = signalsOfSpan(replay, params, span);
            const { trades } = replaySpan(replay, {}, params, { span, signals, cash: CASH, equity });
            expect(told?.trades).toBe(trades.length);
            expect(told?.totalReturn).toBe(((equity.at(-1) as number) - CASH) / CASH);
            expect(told?.maxDrawdown).toBe(equityDrawdown(CASH, equity).relative);
            traded += trades.length;
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(traded, "they must trade, or nothing is proved").toBeGreaterThan(0);
  },
  60_000,
);
