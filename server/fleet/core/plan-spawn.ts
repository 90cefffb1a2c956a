import { type RiskModeName, riskModes } from "@/server/bots/core/bot";
import { nextFreeName } from "@/server/bots/core/bot-names";
import { leastCapital } from "@/server/bots/core/decide-creation";
import type { Decimal } from "@/server/kernel/money";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { lacksOf, refuseSpawn, roomOf } from "./refuse-spawn";
import type {
  PlannedBirth,
  SpawnAsk,
  SpawnFacts,
  SpawnLack,
  SpawnMarket,
  SpawnPlace,
  SpawnPlan,
} from "./spawn";
import type { Template } from "./template";

/** A place with what the births planned so far take of it. */
type Taken = { readonly place: SpawnPlace; bots: number; pool: Decimal; readonly at: Map<string, number> };
type Option = { readonly template: Template; readonly market: SpawnMarket };

/**
 * Plans the bots that would be born: risk modes by their mix, exchanges by their free slots, templates and markets by
 * even odds among those that fit, the least traded market first; every draw comes from the seed.
 *
 * Never above a slot count, the target, the day's number, what may be allocated or what an exchange's pool holds; each bot
 * gets one equal share, and none is born whose share is below its smallest order. With a number asked for it is all or
 * nothing: the refusal says how many there could be, and what each exchange lacks for the rest.
 */
export function planSpawn(ask: SpawnAsk, facts: SpawnFacts): SpawnPlan {
  const places = facts.places.filter(({ exchange }) => ask.exchange === null || exchange === ask.exchange);
  const room = roomOf(places, facts);
  const random = uniformStream(ask.seed);
  const wanted = ask.count === null ? room.all : Math.min(ask.count, room.all);
  const taken = places.map(
    (place): Taken => ({ place, bots: place.bots, pool: place.pool, at: busyOf(place) }),
  );
  const births: PlannedBirth[] = [];
  const keys = new Set(facts.takenKeys);
  const shares = facts.sharesLeft ?? 0;
  while (births.length < Math.min(wanted, shares)) {
    const birth = drawBirth(taken, facts, keys, random);
    if (!birth) break;
    births.push(birth);
    keys.add(birth.name.toLowerCase());
  }
  const missing = (ask.count ?? room.all) - births.length;
  const lacks: readonly SpawnLack[] =
    missing > 0 ? lacksOf(places, facts, births, Math.min(missing, room.all - births.length)) : [];
  const refusal = refuseSpawn(ask, facts, { places, room, births: births.length, lacks });
  return { births: refusal ? [] : births, room: room.all, lacks, refusal };
}

const busyOf = ({ markets }: SpawnPlace) => new Map(markets.map(({ symbol, bots }) => [symbol, bots]));

function drawBirth(
  taken: readonly Taken[],
  facts: SpawnFacts,
  keys: ReadonlySet<string>,
  random: () => number,
): PlannedBirth | null {
  const open = taken.filter(
    ({ place, bots, pool }) => bots < place.slots && place.perBot !== null && pool.gte(place.perBot),
  );
  // a mode that no open exchange can serve gives its turn to the others
  const served = riskModes.filter((mode) =>
    open.some(({ place }) => optionsAt(place, mode, facts).length > 0),
  );
  const mode = drawWeighted(served, (one) => facts.mix[one].toNumber(), random);
  if (mode === null) return null;
  const able = open.filter(({ place }) => optionsAt(place, mode, facts).length > 0);
  const at = drawWeighted(able, ({ place, bots }) => place.slots - bots, random);
  if (!at || at.place.perBot === null) return null;
  const option = drawOption(optionsAt(at.place, mode, facts), at, random);
  const { symbol } = option.market;
  at.bots += 1;
  at.pool = at.pool.minus(at.place.perBot);
  at.at.set(symbol, (at.at.get(symbol) ?? 0) + 1);
  const { exchange, asset, perBot: capital } = at.place;
  return { name: nextFreeName(keys), template: option.template, exchange, symbol, asset, capital };
}

/** Templates of a mode with the markets they can trade at an exchange, with one bot's share. */
function optionsAt(place: SpawnPlace, mode: RiskModeName, facts: SpawnFacts): readonly Option[] {
  const { exchange, perBot } = place;
  return facts.templates
    .filter((template) => template.riskMode === mode && template.exchanges.includes(exchange))
    .flatMap((template) =>
      place.markets
        .filter((market) => market.timeframes.includes(template.timeframe))
        .filter((market) => isEnough(perBot, template, market, facts))
        .map((market) => ({ template, market })),
    );
}

function isEnough(
  capital: Decimal | null,
  template: Template,
  { rules, price }: SpawnMarket,
  facts: SpawnFacts,
) {
  const least = leastCapital(rules, { ...facts.sizeOf(template), price });
  return capital !== null && least !== null && capital.gte(least);
}

/** A template by even odds, then one of its markets that the fewest bots trade. */
function drawOption(options: readonly Option[], { at }: Taken, random: () => number): Option {
  const ids = [...new Set(options.map(({ template }) => template.id))];
  const id = ids[pick(ids.length, random)];
  const own = options.filter(({ template }) => template.id === id);
  const busy = ({ market }: Option) => at.get(market.symbol) ?? 0;
  const fewest = Math.min(...own.map(busy));
  const free = own.filter((option) => busy(option) === fewest);
  return free[pick(free.length, random)] as Option;
}

const pick = (count: number, random: () => number): number =>
  Math.min(count - 1, Math.floor(random() * count));

/** One of several by weight; null where all weights are zero. */
function drawWeighted<T>(all: readonly T[], weightOf: (one: T) => number, random: () => number): T | null {
  const sum = all.reduce((total, one) => total + weightOf(one), 0);
  if (!(sum > 0)) return null;
  let left = random() * sum;
  for (const one of all) {
    left -= weightOf(one);
    if (left < 0) return one;
  }
  return all.findLast((one) => weightOf(one) > 0) ?? null;
}
