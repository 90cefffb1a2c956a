import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import type { Strategy } from "@/server/strategy/core/strategy";

/** What learning may change of a bot: its strategy's parameters, and where its stop and its target lie (fractions). */
export type Genome = {
  readonly params: { readonly [name: string]: unknown };
  readonly stop: number;
  readonly target: number;
};

/** One number of a genome, with the ends it never leaves. */
export type Knob = {
  /** "params.fast", "stop", "target" */
  readonly name: string;
  readonly now: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
};

/** Where a knob may stand after one night. */
export type Reach = { readonly low: number; readonly high: number };

const PARAM = "params.";
/** Where learning may put a stop and a target, fractions: narrower than what a person may write. One that lies beyond stays. */
export const LEARNED_EXITS = {
  stop: { least: 0.01, most: 0.05 },
  target: { least: 0.02, most: 0.1 },
} as const;

/** Every number of a bot that learning may change: those with a declared range, within which they stand now. */
export function knobsOf(strategy: Strategy, genome: Genome): readonly Knob[] {
  const params = describeStrategy(strategy).params.flatMap(({ name, min, max, whole, default: standard }) => {
    const now = genome.params[name] ?? standard;
    return typeof now === "number" ? [{ name: `${PARAM}${name}`, now, least: min, most: max, whole }] : [];
  });
  const exits = (["stop", "target"] as const).map((name) => ({
    name,
    now: genome[name],
    ...LEARNED_EXITS[name],
    whole: false,
  }));
  return [...params, ...exits].filter(({ now, least, most }) => now >= least && now <= most);
}

/** How far a knob may be turned in one night: `step` of where it stands, and never beyond its ends; null: not at all. */
export function reachOf({ now, least, most, whole }: Knob, step: number): Reach | null {
  const far = Math.abs(now) * step;
  const [low, high] = [Math.max(least, now - far), Math.min(most, now + far)];
  const reach = whole ? { low: Math.ceil(low - SLACK), high: Math.floor(high + SLACK) } : { low, high };
  return reach.low < reach.high ? reach : null;
}

/** 10 × 1.1 is 11.000000000000002 */
const SLACK = 1e-9;

/** The genome with some knobs turned. */
export function turn(genome: Genome, values: { readonly [knob: string]: number }): Genome {
  const params = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith(PARAM) ? [[name.slice(PARAM.length), value] as const] : [],
  );
  return {
    params: { ...genome.params, ...Object.fromEntries(params) },
    stop: values["stop"] ?? genome.stop,
    target: values["target"] ?? genome.target,
  };
}
