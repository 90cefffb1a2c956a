import { Decimal } from "@/server/kernel/money";
import { checkWorld } from "./check-world";
import { openWorld, type World } from "./money-world";
import { type Breach, stepBot, type Told } from "./trade-bot";

/** Round trips of one book; then the next begins, with other rules, prices and capital. */
const PER_WORLD = 150;
const STEPS_MAX = 50_000;
const BREACHES_TOLD = 10;

export type MoneyProof = {
  readonly runs: number;
  readonly seed: number;
  readonly worlds: number;
  /** fills booked, and positions closed */
  readonly trades: number;
  readonly closed: number;
  readonly stops: number;
  readonly partFills: number;
  /** entries that ended below the smallest order by the venue's own doing */
  readonly cutShort: number;
  /** the same by a halt, which takes every entry back at once */
  readonly halted: number;
  /** how often an entry was let work on because what it held could not have been sold */
  readonly workedOn: number;
  /** how often every sum was checked: after each step */
  readonly checks: number;
  readonly currencies: readonly string[];
  readonly exchanges: readonly string[];
  /** most dust of one bot, in lots; below one */
  readonly dustMostLots: string;
  /** most that a halt left as dust, in smallest orders and in lots; gone with the next position */
  readonly haltedMostOrders: string;
  readonly haltedMostLots: string;
  readonly violations: readonly string[];
};

/**
 * Trades by chance until that many positions were closed, and checks after every step that the money adds up to the last
 * digit, that no stop is without effect and that dust stays below a lot. The same seed gives the same run.
 */
export function proveMoney(runs: number, seed: number): MoneyProof {
  const told: Told = { trades: 0, closed: 0, cutShort: 0, halted: 0, workedOn: 0, stops: 0, parts: 0 };
  const seen = { currencies: new Set<string>(), exchanges: new Set<string>() };
  const most = { lots: new Decimal(0), halted: new Decimal(0), haltedLots: new Decimal(0) };
  const violations: string[] = [];
  let [worlds, checks] = [0, 0];
  while (told.closed < runs && violations.length < BREACHES_TOLD) {
    const worldSeed = seed + worlds;
    const world = openWorld(worldSeed);
    worlds += 1;
    const until = Math.min(runs, told.closed + PER_WORLD);
    for (let step = 0; told.closed < until && step < STEPS_MAX; step++) {
      const found = oneStep(world, told, seen);
      checks += 1;
      noteDust(world, most);
      violations.push(
        ...found.slice(0, BREACHES_TOLD).map((what) => `seed ${worldSeed}, step ${step}: ${what}`),
      );
      if (found.length > 0) break;
    }
  }
  return {
    runs,
    seed,
    worlds,
    trades: told.trades,
    closed: told.closed,
    stops: told.stops,
    partFills: told.parts,
    cutShort: told.cutShort,
    halted: told.halted,
    workedOn: told.workedOn,
    checks,
    currencies: [...seen.currencies].sort(),
    exchanges: [...seen.exchanges].sort(),
    dustMostLots: most.lots.toFixed(6),
    haltedMostOrders: most.halted.toFixed(6),
    haltedMostLots: most.haltedLots.toFixed(6),
    violations,
  };
}

type Seen = { readonly currencies: Set<string>; readonly exchanges: Set<string> };

function oneStep(world: World, told: Told, seen: Seen): readonly Breach[] {
  const bot = world.bots[Math.floor(world.random() * world.bots.length)];
  if (!bot) return ["a world without bots"];
  const closed = told.closed;
  const found = [...stepBot(world, bot, told), ...checkWorld(world)];
  if (told.closed > closed) {
    seen.currencies.add(bot.rules.quote);
    seen.exchanges.add(bot.exchange);
  }
  return found;
}

type Most = { lots: Decimal; halted: Decimal; haltedLots: Decimal };

function noteDust({ bots }: World, most: Most): void {
  for (const { dust, rules, cutShort } of bots) {
    const lots = dust.amount.div(rules.lotSize);
    if (!cutShort) most.lots = Decimal.max(most.lots, lots);
    else {
      most.halted = Decimal.max(most.halted, cutShort);
      most.haltedLots = Decimal.max(most.haltedLots, lots);
    }
  }
}
