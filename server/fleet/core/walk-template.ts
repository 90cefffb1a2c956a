import type { Replay } from "@/server/backtest/core/replay-span";
import type { CandleSpan } from "@/server/backtest/core/slice-columns";
import {
  type FitWindow,
  planWindows,
  type WindowPlan,
} from "@/server/backtest/core/walk-forward/plan-windows";
import {
  type CandleSeries,
  figuresOf,
  holdCurve,
  nothing,
  type Rules,
  replayInto,
  together,
  toTemplateReplay,
} from "./replay-template";
import type { TemplateDraft, TemplateFigures, TemplateParams, TemplateRun } from "./template";

/** A set that traded less often than this in a fold's past, of all markets together, is not judged by it. */
const TRADES_LEAST = 5;

/**
 * Walks a template forward over markets with the same candle times, one wallet each: each fold chooses among the
 * template's sets by the Sharpe ratio of all that lies before it, and is judged on what follows. `fee` and `slippage`
 * are fractions a side; positions have the size of the template's risk mode. Null where no window fits.
 */
export function walkTemplate(
  draft: TemplateDraft,
  series: readonly CandleSeries[],
  rules: Rules & { readonly plan: WindowPlan },
): TemplateRun | null {
  const replays = series.map(({ candles }) => toTemplateReplay(draft, candles, rules));
  const [first] = replays;
  const windows = first ? planWindows(first.candles.openAt, rules.plan) : [];
  const [begin, end] = [windows[0], windows.at(-1)];
  if (!first || !begin || !end) return null;
  const sets = [draft.params, ...draft.nearby];
  const judged = { from: begin.judge.from, until: end.judge.until };
  return {
    files: series.map(({ file }) => file),
    from: iso(first.candles.openAt[judged.from]),
    to: iso((first.candles.openAt[judged.until - 1] as number) + first.stepMs),
    folds: windows.length,
    sets: sets.length,
    walkForward: judge(replays, windows, (window) => bestSet(replays, sets, window.fit)),
    asGiven: judge(replays, windows, () => draft.params),
    hold: together(replays.map((replay) => holdCurve(replay, judged))),
  };
}

/** The set with the best Sharpe ratio on a span; the template's own where none traded enough to tell. */
function bestSet(
  replays: readonly Replay[],
  sets: readonly TemplateParams[],
  span: CandleSpan,
): TemplateParams {
  let [best, most] = [sets[0] as TemplateParams, Number.NEGATIVE_INFINITY];
  for (const set of sets) {
    const outcomes = replays.map((replay) => replayed(replay, set, span));
    const figures = figuresOf(outcomes);
    if (figures.trades < TRADES_LEAST || figures.sharpe === null || figures.sharpe <= most) continue;
    [best, most] = [set, figures.sharpe];
  }
  return best;
}

function judge(
  replays: readonly Replay[],
  windows: readonly FitWindow[],
  choose: (window: FitWindow) => TemplateParams,
): TemplateFigures {
  const chosen = windows.map((window) => ({ set: choose(window), span: window.judge }));
  return figuresOf(
    replays.map((replay) => {
      const whole = nothing();
      for (const { set, span } of chosen) replayInto(whole, replay, set, span);
      return whole;
    }),
  );
}

function replayed(replay: Replay, set: TemplateParams, span: CandleSpan) {
  const outcome = nothing();
  replayInto(outcome, replay, set, span);
  return outcome;
}

const iso = (at: number | undefined): string => new Date(at ?? 0).toISOString();
