import { sellableAsMaker } from "@/server/exchange/core/sellable";
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
  const { stops, leaving, tries } = await listStopFacts(
    venue,
    positions.map(({ positionId }) => positionId),
  );
  const free = await freeOf(positions);
  const open = new Map(positions.map((position) => [position.positionId, position]));
  const stopOf = new Map(stops.map((stop) => [stop.positionId ?? "", stop]));
  for (const positionId of new Set([...open.keys(), ...stopOf.keys()])) {
    const position = open.get(positionId);
    const stop = stopOf.get(positionId);
    const facts = { stop, free: free.get(positionId) ?? ZERO, isLeaving: leaving.has(positionId) };
    try {
      await (position
        ? protectOne(runtime, position, { ...facts, tries: tries.get(positionId) ?? NO_TRIES })
        : forget(runtime, venue, stop));
    } catch (error) {
      runtime.failed("protecting a position", positionId, error);
    }
  }
}

const NO_TRIES: StopTries = { asked: 0, failed: 0, lastAt: null, words: "" };

type Facts = {
  readonly stop: Order | undefined;
  readonly free: OpenPosition["amount"];
  readonly isLeaving: boolean;
  readonly tries: StopTries;
};

async function protectOne(
  runtime: TradingRuntime,
  position: OpenPosition,
  { stop, free, isLeaving, tries }: Facts,
): Promise<void> {
  const { userId, exchange, symbol, venue, amount, stopPrice } = position;
  const rules = runtime.rulesOf(exchange, symbol);
  if (!rules) return;
  const plan = planProtection({
    now: runtime.clocks.wall(),
    // at some exchanges it becomes a limit order
    held: exitSize(sellableAsMaker(minOf(amount, free), rules), free, rules.lotSize),
    stopPrice,
    resting: restingOf(stop),
    tries,
    isLeaving,
    isPending: stop !== undefined && !isSettled(stop),
    rules,
    width: toDecimal((await getSettings(userId)).exchangeStopWidth),
  });
  if (!stop && isWorthTelling(tries)) await tellUnprotected(runtime, position, tries);
  if (plan.kind === "take back" && stop)
    await inLane(runtime, venue, () => takeStopBack(runtime, stop, plan.code));
  if (plan.kind === "place") await placeStop(runtime, { position, ...plan, asked: tries.asked });
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
