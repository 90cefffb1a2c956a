import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { type Knob, type Reach, reachOf } from "./knobs";

/** Knobs and where they would stand. */
export type Proposal = { readonly [knob: string]: number };

type Open = { readonly knob: Knob; readonly reach: Reach };

/** Digits that a fraction keeps: a stop is written as 0.0275. */
const DIGITS = 6;

/**
 * At most so many proposals for one night, each within a night's reach: every knob alone to both ends first, then several at
 * once, drawn from the seed. The same seed draws the same.
 */
export function drawProposals(
  knobs: readonly Knob[],
  { step, sets, seed }: { readonly step: number; readonly sets: number; readonly seed: number },
): readonly Proposal[] {
  const open = knobs.flatMap((knob): Open[] => {
    const reach = reachOf(knob, step);
    return reach ? [{ knob, reach }] : [];
  });
  if (open.length === 0) return [];
  const single = open.flatMap(({ knob, reach }) =>
    [reach.high, reach.low]
      .filter((value) => value !== knob.now)
      .map((value): Proposal => ({ [knob.name]: settle(knob, reach, value) })),
  );
  const uniform = uniformStream(seed);
  const found = new Map(single.slice(0, sets).map((one) => [JSON.stringify(one), one]));
  for (let draw = 0; found.size < sets && draw < sets * 4; draw++) {
    const one: Proposal = Object.fromEntries(
      open
        .filter(() => uniform() < 0.5)
        .map(({ knob, reach }) => [
          knob.name,
          settle(knob, reach, reach.low + uniform() * (reach.high - reach.low)),
        ]),
    );
    if (open.some(({ knob }) => one[knob.name] !== undefined && one[knob.name] !== knob.now))
      found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

/** Rounded to what is written down, and inside its reach still. */
function settle({ whole }: Knob, { low, high }: Reach, value: number): number {
  if (whole) return Math.min(high, Math.max(low, Math.round(value)));
  const unit = 10 ** DIGITS;
  return Math.min(
    Math.floor(high * unit) / unit,
    Math.max(Math.ceil(low * unit) / unit, Math.round(value * unit) / unit),
  );
}
