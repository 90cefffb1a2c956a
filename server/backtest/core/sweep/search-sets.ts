import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { genesAt, numberOf, type ParamSet, type ParamSpace, possibleSets, setAt } from "./param-space";

export type SearchPlan = {
  readonly method: "grid" | "random" | "genetic";
  readonly space: ParamSpace;
  /** most sets to try */
  readonly sets: number;
  readonly seed: number;
  /** whether the strategy takes the set: a fast period must be shorter than the slow one */
  readonly accepts: (set: ParamSet) => boolean;
};

/** A search asks for batches of sets and is told each one's fitness, higher is better, null for none. */
export type Search = Generator<readonly ParamSet[], void, readonly (number | null)[]>;

const DRAWS_PER_SET = 50;
const POPULATION_MIN = 8;
const POPULATION_MAX = 48;
const TOURNAMENT = 3;
const PARENTS_KEPT = 0.5;

/**
 * Which parameter sets to try, in which order: all of a grid, drawn at random, or bred from the best (genetic
 * algorithm: tournaments of three, uniform crossover, one mutated gene on average; Holland 1975, Goldberg 1989).
 *
 * Never gives a set twice, nor one that the strategy refuses, nor more than `sets`. All chance comes from the seed, and
 * nothing but the seed and the fitness told decides what comes next: the same answers lead to the same sets.
 */
export function searchSets(plan: SearchPlan): Search {
  if (plan.method === "grid") return searchGrid(plan);
  return plan.method === "random" ? searchRandom(plan) : breed(plan);
}

function* searchGrid({ space, sets, accepts }: SearchPlan): Search {
  const found: ParamSet[] = [];
  for (let number = 0; number < possibleSets(space) && found.length < sets; number++) {
    const set = setAt(space, number);
    if (accepts(set)) found.push(set);
  }
  yield found;
}

function* searchRandom(plan: SearchPlan): Search {
  const drawn = drawNumbers(plan, uniformStream(plan.seed), new Set(), plan.sets);
  yield drawn.map((number) => setAt(plan.space, number));
}

function* breed(plan: SearchPlan): Search {
  const random = uniformStream(plan.seed);
  const tried = new Set<number>();
  const size = Math.min(
    plan.sets,
    clamp(Math.round(2 * Math.sqrt(plan.sets)), POPULATION_MIN, POPULATION_MAX),
  );
  let parents: Being[] = [];
  while (tried.size < plan.sets) {
    const room = Math.min(size, plan.sets - tried.size);
    const bred = parents.length < 2 ? [] : breedNumbers(plan, random, tried, { parents, room });
    const next = [...bred, ...drawNumbers(plan, random, tried, room - bred.length)];
    if (next.length === 0) return;
    const fitness = yield next.map((number) => setAt(plan.space, number));
    const beings = next.map((number, index) => ({ number, fitness: fitness[index] ?? null }));
    parents = fittest([...parents, ...beings]).slice(0, Math.max(2, Math.round(size * PARENTS_KEPT)));
  }
}

type Being = { readonly number: number; readonly fitness: number | null };
type Random = () => number;

const fittest = (beings: readonly Being[]): Being[] =>
  [...beings].sort((a, b) => worth(b) - worth(a) || a.number - b.number);
const worth = ({ fitness }: Being): number => fitness ?? -Number.MAX_VALUE;

function drawNumbers(plan: SearchPlan, random: Random, tried: Set<number>, count: number): number[] {
  const possible = possibleSets(plan.space);
  const found: number[] = [];
  for (let draw = 0; draw < count * DRAWS_PER_SET && found.length < count; draw++) {
    const number = Math.floor(random() * possible);
    if (isNew(plan, tried, number)) found.push(number);
  }
  // where little is left, chance no longer finds it
  for (let number = 0; found.length < count && number < Math.min(possible, 100_000); number++) {
    if (isNew(plan, tried, number)) found.push(number);
  }
  return found;
}

function breedNumbers(
  plan: SearchPlan,
  random: Random,
  tried: Set<number>,
  { parents, room }: { readonly parents: readonly Being[]; readonly room: number },
): number[] {
  const found: number[] = [];
  for (let draw = 0; draw < room * DRAWS_PER_SET && found.length < room; draw++) {
    const child = cross(plan.space, random, compete(parents, random), compete(parents, random));
    const number = numberOf(plan.space, mutate(plan.space, random, child));
    if (isNew(plan, tried, number)) found.push(number);
  }
  return found;
}

/** Takes note of the number when it is new and the strategy takes its set. */
function isNew({ space, accepts }: SearchPlan, tried: Set<number>, number: number): boolean {
  if (tried.has(number) || !accepts(setAt(space, number))) return false;
  tried.add(number);
  return true;
}

function compete(parents: readonly Being[], random: Random): Being {
  const round = Array.from(
    { length: TOURNAMENT },
    () => parents[Math.floor(random() * parents.length)] as Being,
  );
  return fittest(round)[0] as Being;
}

function cross(space: ParamSpace, random: Random, mother: Being, father: Being): number[] {
  const [ofMother, ofFather] = [genesAt(space, mother.number), genesAt(space, father.number)];
  return ofMother.map((gene, place) => (random() < 0.5 ? gene : (ofFather[place] as number)));
}

/** On average one gene changes, mostly to a neighbouring value. */
function mutate({ values }: ParamSpace, random: Random, genes: readonly number[]): number[] {
  return genes.map((gene, place) => {
    const { length } = values[place] as readonly unknown[];
    if (random() * genes.length >= 1) return gene;
    if (random() < 0.25) return Math.floor(random() * length);
    const step = (random() < 0.5 ? -1 : 1) * (random() < 0.7 ? 1 : 2);
    return clamp(gene + step, 0, length - 1);
  });
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
