import { sellableAsMaker } from "@/server/exchange/core/sellable";
import { NO_TRIES } from "@/server/execution/core/count-tries";
import { exitSize } from "@/server/execution/core/exit-size";
import type { Order } from "@/server/execution/core/order";
import { isWorthTelling, planProtection, type StopTries } from "@/server/execution/core/plan-protection";
import { inLane } from "@/server/execution/lanes";
import { listStopFacts, listStopVenues } from "@/server/execution/list-stop-facts";
import { placeStop, tellUnprotected } from "@/server/execution/place-stop";
import type { TradingRuntime } from "@/server/execution/runtime";
import { takeStopBack } from "@/server/execution/take-stop-back";
import { BOOKS, tradesAtExchange } from "@/server/kernel/book";
import { minOf, toDecimal, ZERO } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import { sellUnprotected } from "./sell-unprotected";

const BOOKS_AT_EXCHANGES = BOOKS.filter(tradesAtExchange);

/** Positions at exchanges by venue, and the venues where a stop rests for one that may be closed. */
export async function listPositionsToProtect(): Promise<ReadonlyMap<string, readonly OpenPosition[]>> {
  const open = await Promise.all(BOOKS_AT_EXCHANGES.map((book) => listOpenPositions({ book })));
  const byVenue = new Map(Map.groupBy(open.flat(), ({ venue }) => venue));
  for (const venue of await listStopVenues()) if (!byVenue.has(venue)) byVenue.set(venue, []);
  return byVenue;
}

/**
 * Gives every open position of a venue the stop that rests there and sells while nobody watches, and takes back what does not
 * fit any more: of another amount, of another level, or of a position that is closed or about to be. One step a round.
 */
export async function protectVenue(
  runtime: TradingRuntime,
  venue: string,
  positions: readonly OpenPosition[],
): Promise<void> {
  const placed = await protectAll(runtime, venue, positions);
  // an exchange that refuses says so at once: it is asked once more, and sold then, without waiting for the next rounds
  const again = placed.length > 0 ? await protectRefused(runtime, venue, placed) : [];
  if (again.length > 0) await protectRefused(runtime, venue, again);
}

async function protectRefused(
  runtime: TradingRuntime,
  venue: string,
  placed: readonly OpenPosition[],
): Promise<readonly OpenPosition[]> {
  const { tries } = await listStopFacts(
    venue,
    placed.map(({ positionId }) => positionId),
  );
  const refused = placed.filter(({ positionId }) => (tries.get(positionId)?.refused ?? 0) > 0);
  return refused.length > 0 ? protectAll(runtime, venue, refused, { alone: true }) : [];
}

/** One step of each position; answers those a stop was placed for. `alone`: nothing is looked at but these. */
async function protectAll(
  runtime: TradingRuntime,
  venue: string,
  positions: readonly OpenPosition[],
  { alone = false } = {},
): Promise<readonly OpenPosition[]> {
  const { stops, leaving, tries } = await listStopFacts(
    venue,
    positions.map(({ positionId }) => positionId),
  );
  const free = await freeOf(positions);
  const open = new Map(positions.map((position) => [position.positionId, position]));
  const stopOf = new Map(stops.map((stop) => [stop.positionId ?? "", stop]));
  const placed: OpenPosition[] = [];
  for (const positionId of new Set([...open.keys(), ...(alone ? [] : stopOf.keys())])) {
    const position = open.get(positionId);
    const stop = stopOf.get(positionId);
    const facts = { stop, free: free.get(positionId) ?? ZERO, isLeaving: leaving.has(positionId) };
    try {
      if (!position) await forget(runtime, venue, stop);
      else if (await protectOne(runtime, position, { ...facts, tries: tries.get(positionId) ?? NO_TRIES }))
        placed.push(position);
    } catch (error) {
      runtime.failed("protecting a position", positionId, error);
    }
  }
  return placed;
}

type Facts = {
  readonly stop: Order | undefined;
  readonly free: OpenPosition["amount"];
  readonly isLeaving: boolean;
  readonly tries: StopTries;
};

/** Answers whether a stop was placed. */
async function protectOne(
  runtime: TradingRuntime,
  position: OpenPosition,
  { stop, free, isLeaving, tries }: Facts,
): Promise<boolean> {
  const { userId, exchange, symbol, venue, amount, stopPrice } = position;
  const rules = runtime.rulesOf(exchange, symbol);
  if (!rules) return false;
  const plan = planProtection({
    now: runtime.clocks.wall(),
    // at some exchanges it becomes a limit order
    held: exitSize(sellableAsMaker(minOf(amount, free), rules), free, rules.lotSize),
    stopPrice,
    isSet: position.stopSet,
    resting: restingOf(stop),
    tries,
    isLeaving,
    isPending: stop !== undefined && !isSettled(stop),
    rules,
    width: toDecimal((await getSettings(userId)).exchangeStopWidth),
  });
  if (plan.kind === "sell") await sellUnprotected(runtime, position, tries);
  else if (!stop && isWorthTelling(tries)) await tellUnprotected(runtime, position, tries, "watched");
  if (plan.kind === "take back" && stop)
    await inLane(runtime, venue, () => takeStopBack(runtime, stop, plan.code));
  if (plan.kind === "place") await placeStop(runtime, { position, ...plan, asked: tries.asked });
  return plan.kind === "place";
}

/** A stop of a position that is closed. */
async function forget(runtime: TradingRuntime, venue: string, stop: Order | undefined): Promise<void> {
  if (stop && isSettled(stop))
    await inLane(runtime, venue, () => takeStopBack(runtime, stop, "position_closed"));
}

/** The venue has told what it is, and nobody has asked for it back. */
const isSettled = ({ status, cancelCode }: Order): boolean =>
  (status === "ack" || status === "partial") && cancelCode === null;

const restingOf = (stop: Order | undefined) =>
  stop?.triggerPrice
    ? {
        amount: stop.amount.minus(stop.filled),
        triggerPrice: stop.triggerPrice,
        placedAt: stop.wallAt,
      }
    : null;

/** What each position's bot has free of its coin. */
async function freeOf(
  positions: readonly OpenPosition[],
): Promise<ReadonlyMap<string, OpenPosition["amount"]>> {
  const free = new Map<string, OpenPosition["amount"]>();
  for (const own of Map.groupBy(positions, ({ userId, book }) => `${userId} ${book}`).values()) {
    const [first] = own;
    if (!first) continue;
    const botIds = own.map(({ botId }) => botId);
    const rows = await listBotBalances({ userId: first.userId, book: first.book, botIds });
    for (const { positionId, botId, venue, base } of own) {
      const row = rows.find(
        (one) =>
          one.kind === "allocated" && one.botKey === botId && one.venue === venue && one.asset === base,
      );
      free.set(positionId, row?.balance ?? ZERO);
    }
  }
  return free;
}
