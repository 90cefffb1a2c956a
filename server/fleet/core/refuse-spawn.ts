import { leastCapital } from "@/server/bots/core/decide-creation";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, ONE, toText, ZERO } from "@/server/kernel/money";
import type { PlannedBirth, SpawnAsk, SpawnFacts, SpawnLack, SpawnPlace, SpawnPlan } from "./spawn";

export type SpawnRoom = {
  readonly slots: number;
  readonly target: number;
  readonly day: number;
  /** the least of them */
  readonly all: number;
};

/** How many more bots there may be, whatever they cost. */
export function roomOf(places: readonly SpawnPlace[], facts: SpawnFacts): SpawnRoom {
  const slots = places.reduce((sum, place) => sum + Math.max(0, place.slots - place.bots), 0);
  const target = Math.max(0, facts.botsMax - facts.bots);
  const day = Math.max(0, facts.perDay - facts.born);
  return { slots, target, day, all: Math.min(slots, target, day) };
}

/** What exchanges with free slots lack for bots that could not be planned, filled in their order. */
export function lacksOf(
  places: readonly SpawnPlace[],
  facts: SpawnFacts,
  births: readonly PlannedBirth[],
  missing: number,
): readonly SpawnLack[] {
  let left = missing;
  return places.flatMap((place): readonly SpawnLack[] => {
    const { exchange, asset, perBot } = place;
    const own = births.filter((birth) => birth.exchange === exchange);
    const bots = Math.min(left, place.slots - place.bots - own.length);
    if (bots <= 0 || perBot === null) return [];
    left -= bots;
    const least = leastOf(place, facts);
    if (least !== null && perBot.lt(least))
      return [toLack({ exchange, asset, bots, kind: "smallest-order" }, least, perBot)];
    const pool = place.pool.minus(own.reduce((sum, { capital }) => sum.plus(capital), ZERO));
    return [toLack({ exchange, asset, bots, kind: "money" }, perBot.times(bots), pool)].filter(
      ({ deficit }) => deficit.gt(0),
    );
  });
}

function toLack(
  of: Pick<SpawnLack, "exchange" | "asset" | "bots" | "kind">,
  required: Decimal,
  available: Decimal,
): SpawnLack {
  return { ...of, required, available, deficit: maxOf(required.minus(available), ZERO) };
}

/** The least capital any template needs on any market of an exchange; null where none would do. */
function leastOf({ exchange, markets }: SpawnPlace, facts: SpawnFacts): Decimal | null {
  const all = facts.templates
    .filter((template) => template.exchanges.includes(exchange))
    .flatMap((template) =>
      markets
        .filter(({ timeframes }) => timeframes.includes(template.timeframe))
        .map(({ rules, price }) => leastCapital(rules, { ...facts.sizeOf(template), price })),
    )
    .filter((least) => least !== null);
  return all.reduce<Decimal | null>((least, one) => (least === null || one.lt(least) ? one : least), null);
}

type Outcome = {
  readonly places: readonly SpawnPlace[];
  readonly room: SpawnRoom;
  readonly births: number;
  readonly lacks: readonly SpawnLack[];
};

/** Why a spawn is refused, in one sentence or a few, with what would make it possible; null where it is not. */
export function refuseSpawn(ask: SpawnAsk, facts: SpawnFacts, outcome: Outcome): SpawnPlan["refusal"] {
  const { room, births } = outcome;
  const asked = ask.count;
  if (asked !== null && asked > room.all) return refuseRoom(asked, facts, room);
  if (asked === null && room.all === 0) return refuseRoom(1, facts, room);
  if (births > 0 && (asked === null || births === asked)) return null;
  return refuseMoney(facts, outcome);
}

function refuseRoom(
  asked: number,
  { bots, botsMax, born, perDay }: SpawnFacts,
  room: SpawnRoom,
): SpawnPlan["refusal"] {
  const binding = [
    room.slots === room.all ? `${room.slots} slots are free` : null,
    room.target === room.all ? `the fleet has ${bots} of its ${botsMax} bots` : null,
    room.day === room.all ? `${born} of at most ${perDay} a day were born today` : null,
  ].filter((words) => words !== null);
  const now = room.all === 0 ? "None can be born now" : `Ask for ${room.all} now`;
  const rest = [
    room.day === room.all ? "the rest follows on the next days" : null,
    room.slots === room.all || room.target === room.all
      ? "delete a bot, or raise Slots and Bots at most in Settings"
      : null,
  ].filter((words) => words !== null);
  const message = `${asked === 1 ? "One more bot is" : `${asked} bots are`} too many: ${binding.join(", ")}. ${now}; ${rest.join("; ")}.`;
  return { code: "limit_reached", message };
}

function refuseMoney({ sharesLeft }: SpawnFacts, { places, births, lacks }: Outcome): SpawnPlan["refusal"] {
  if (sharesLeft === null || places.every(({ perBot }) => perBot === null))
    return {
      code: "not_now",
      message:
        "What the book is worth is not known yet: a rate or a price is missing. Look at Wallet for which, and put paper money in first where there is none.",
    };
  const now = births === 0 ? "No bot can be born now" : `${births} can be born now: ask for ${births}`;
  if (births >= sharesLeft)
    return {
      code: "insufficient_funds",
      message: `Bots have all that may be allocated; the rest is the reserve. ${now}. Put money in, or lower the reserve in Settings.`,
    };
  if (lacks.length === 0) return { code: "not_now", message: `No template fits a market in use. ${now}.` };
  return { code: "insufficient_funds", message: `${lacks.map(lackWords).join(" ")} ${now}.` };
}

const PRINTED_DECIMALS = 2;
const ROUND_UP = 0;
const printed = (amount: Decimal): string =>
  toText(amount.toDecimalPlaces(amount.lt(ONE) ? PRINTED_DECIMALS * 4 : PRINTED_DECIMALS, ROUND_UP));

function lackWords({ exchange, asset, bots, required, available, deficit, kind }: SpawnLack): string {
  if (kind === "smallest-order")
    return `A bot's share at ${exchangeLabel(exchange)} is ${printed(available)} ${asset}, and its smallest order asks for ${printed(required)} ${asset}: put more money into the book, or lower Bots at most in Settings.`;
  return `${exchangeLabel(exchange)} lacks ${printed(deficit)} ${asset} for ${bots} more ${bots === 1 ? "bot" : "bots"}: it has ${printed(available)} of ${printed(required)}.`;
}
