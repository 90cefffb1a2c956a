import {
  bootstrapInterval,
  type Interval,
  usualBlock,
} from "@/server/backtest/core/metrics/bootstrap-interval";
import { annualSharpe } from "@/server/backtest/core/metrics/daily-statistics";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import {
  type CandleSeries,
  curveOf,
  daysTogether,
  figuresOf,
  holdCurve,
  nothing,
  type Rules,
  replayInto,
  round,
  together,
  toTemplateReplay,
} from "./replay-template";
import type { HoldFigures, TemplateFigures, TemplateSetup } from "./template";

/** One template with the same markets in its own timeframe. */
export type Tried = { readonly template: TemplateSetup; readonly series: readonly CandleSeries[] };

/** A fleet of one bot a template and market, each with equal money, beside holding the same markets in equal parts. */
export type TrialReport = {
  readonly days: number;
  readonly fleet: TemplateFigures;
  readonly hold: HoldFigures;
  /** the fleet's drawdown over holding's */
  readonly drawdownRatio: number | null;
  /** the fleet's Sharpe ratio less holding's, with the 95 % interval of both drawn again day by day in blocks */
  readonly sharpeExcess: number | null;
  readonly sharpeExcessInterval95: Interval | null;
  readonly templates: readonly { readonly id: string; readonly figures: TemplateFigures }[];
};

const SEED = 42;
const RESAMPLES = 2_000;

/** Tries templates as they are on candles they have never seen. Every series covers the same days. */
export function tryTemplates(tried: readonly Tried[], rules: Rules): TrialReport {
  const replays = tried.map(({ template, series }) => ({
    template,
    own: series.map(({ candles }) => toTemplateReplay(template, candles, rules)),
  }));
  const outcomes = replays.map(({ template, own }) =>
    own.map((replay) => {
      const outcome = nothing();
      replayInto(outcome, replay, template.params, { from: 0, until: replay.candles.open.length });
      return outcome;
    }),
  );
  const holds = (replays[0]?.own ?? []).map((replay) =>
    holdCurve(replay, { from: 0, until: replay.candles.open.length }),
  );
  const fleet = figuresOf(outcomes.flat());
  const hold = together(holds);
  const days = [daysTogether(outcomes.flat().map(curveOf)).returns, daysTogether(holds).returns] as const;
  const excess = excessOf(days, Float64Array.from(days[0].keys()));
  return {
    days: days[0].length,
    fleet,
    hold,
    drawdownRatio: hold.maxDrawdown === 0 ? null : round(fleet.maxDrawdown / hold.maxDrawdown),
    sharpeExcess: excess === null ? null : round(excess),
    sharpeExcessInterval95: intervalOf(days),
    templates: replays.map(({ template }, place) => ({
      id: template.id,
      figures: figuresOf(outcomes[place] ?? []),
    })),
  };
}

type Days = readonly [fleet: Float64Array, hold: Float64Array];

/** The difference of both Sharpe ratios over the days of these places. */
function excessOf([fleet, hold]: Days, places: Float64Array): number | null {
  const own = annualSharpe(places.map((place) => fleet[place] as number));
  const held = annualSharpe(places.map((place) => hold[place] as number));
  return own === null || held === null ? null : own - held;
}

/** Both are drawn with the same days, since they share their market. */
function intervalOf(days: Days): Interval | null {
  const places = Float64Array.from(days[0].keys());
  const plan = { meanBlock: usualBlock(places.length), resamples: RESAMPLES, level: 0.95 };
  const found = bootstrapInterval(places, (drawn) => excessOf(days, drawn), plan, uniformStream(SEED));
  return found && { low: round(found.low), high: round(found.high) };
}
