// What is written down of orders before and after they go to the wire: many at once, each with its own proof.

import { jobContext } from "@/server/audit/job-context";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { isOwnVenue } from "@/server/exchange/core/venue-name";
import { plusMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { failpoint } from "@/server/platform/failpoint";
import { gather } from "@/server/platform/gather";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import type { TradingModeView } from "@/server/settings/get-trading-mode";
import { lockTradingMode } from "@/server/settings/lock-trading-mode";
import { type Changed, changeOrders, firstOfEach } from "./change-order";
import { entryObstacle } from "./core/cancel-reason";
import { askedBackBy, type EndCode, endWords } from "./core/end-code";
import { type ExitAtWork, type ExitWay, exitWay } from "./core/exit-way";
import { isStop, type NewOrder, type Order } from "./core/order";
import type { OrderStep } from "./core/order-step";
import { answerCounts } from "./core/read-place-answer";
import { isLeaderToken, LEADER_NAME } from "./lease/store";
import { markEntriesAtOnce, markExitsAtOnce } from "./mark-at-once";
import type { TradingRuntime } from "./runtime";
import { saveIntents } from "./store/intents";
import { findExitsAtWork } from "./store/stops";
import type { SeenFacts } from "./throttle/entry-throttle";
import { type Marked, sending, type ToSend } from "./to-send";

/**
 * Writes order intents within the decision's own transaction; answers the orders by client order id. Those of a slot
 * and leg that is written already, or beside a working order, are left out.
 */
export const writeIntents = (tx: WriteTx, orders: readonly NewOrder[]): Promise<ReadonlyMap<string, Order>> =>
  saveIntents(tx, orders);

/** Orders written down at once: as many as may be on their way together. */
const TOGETHER_MOST = 64;

type Answered = { readonly order: Order; readonly step: OrderStep };
type Objection = { readonly code: EndCode; readonly words: string };
type Refused = Objection & { readonly order: Order };

type Writers = {
  readonly mark: { readonly [purpose in Order["purpose"]]: (ask: ToSend) => Promise<Marked | null> };
  readonly answer: (answered: Answered) => Promise<boolean>;
};

const byTrader = new WeakMap<TradingRuntime, Writers>();

/** Exits and entries are written down apart: what reduces risk does not wait behind what adds to it. */
function writersOf(runtime: TradingRuntime): Writers {
  const known = byTrader.get(runtime);
  if (known) return known;
  const mark = () => gather(TOGETHER_MOST, (asked: readonly ToSend[]) => markAll(runtime, asked));
  const writers: Writers = {
    mark: { exit: mark(), entry: mark() },
    answer: gather(TOGETHER_MOST, (answered: readonly Answered[]) => saveAnswers(runtime, answered)),
  };
  byTrader.set(runtime, writers);
  return writers;
}

/**
 * Takes an intent to SENT, with those that ask in the same moment, in one commit; null when it may not go. Under the locks
 * of that commit, right before the wire: the fencing token is still the newest, and for an entry nothing has been halted,
 * stopped or overtaken. The caller goes to the wire as soon as it knows.
 */
export const markSent = (runtime: TradingRuntime, ask: ToSend): Promise<Marked | null> =>
  writersOf(runtime).mark[ask.order.purpose](ask);

/** Writes down what the venue said to an order that was sent; with those that are answered in the same moment. */
export const saveAnswer = (runtime: TradingRuntime, answered: Answered): Promise<boolean> =>
  writersOf(runtime).answer(answered);

async function markAll(
  runtime: TradingRuntime,
  asked: readonly ToSend[],
): Promise<readonly (Marked | null)[]> {
  const token = runtime.leaderToken();
  if (token === null) return asked.map(() => null);
  const first = firstOfEach(asked.map((ask) => ({ ...ask, orderId: ask.order.orderId })));
  const marked = await markTheQuickWay(runtime, token, first);
  const left = first.filter(({ orderId }) => !marked.has(orderId));
  const judged = left.length === 0 ? marked : new Map([...marked, ...(await judgeAll(runtime, token, left))]);
  if (judged.size > 0) failpoint("sent.written");
  // another that asked for the same order must not send it too
  const given = new Set<string>();
  return asked.map(({ order: { orderId } }) => {
    if (given.has(orderId)) return null;
    given.add(orderId);
    return judged.get(orderId) ?? null;
  });
}

/** Those that nothing stands in the way of, an owner at a time. */
async function markTheQuickWay(
  runtime: TradingRuntime,
  token: bigint,
  asked: readonly ToSend[],
): Promise<ReadonlyMap<string, Marked>> {
  const marked = new Map<string, Marked>();
  for (const some of Map.groupBy(asked, ({ order }) => order.userId).values()) {
    const entries = some.flatMap((ask) => (isReady(runtime, ask) ? [{ ...ask, seen: ask.seen }] : []));
    const exits = some.filter(({ order }) => order.purpose === "exit");
    for (const ways of [
      await markEntriesAtOnce(runtime, token, entries.filter(isSeenAs(entries[0]))),
      await markExitsAtOnce(runtime, token, exits),
    ])
      for (const [orderId, one] of ways) marked.set(orderId, one);
  }
  return marked;
}

type SeenEntry = ToSend & { readonly seen: SeenFacts };

function isReady(runtime: TradingRuntime, ask: ToSend): ask is SeenEntry {
  const { order, seen, overdueCode } = ask;
  if (!seen || order.purpose !== "entry") return false;
  const { botRuns, mode } = seen;
  return objectTo(runtime, order, { botRuns, mode, overdueCode, way: "free" }) === null;
}

const isSeenAs =
  (first: SeenEntry | undefined) =>
  ({ seen: { mode } }: SeenEntry): boolean =>
    first !== undefined &&
    (Object.keys(mode) as (keyof TradingModeView)[]).every((name) => mode[name] === first.seen.mode[name]);

/** The long way: with all that is needed to say why one is not sent. */
async function judgeAll(
  runtime: TradingRuntime,
  token: bigint,
  asked: readonly ToSend[],
): Promise<ReadonlyMap<string, Marked>> {
  const deadlines = await deadlinesOf(asked);
  const running = await runningBots(asked);
  const openPositions = await openPositionsOf(asked);
  const asks = asked.map((ask) => {
    const { order } = ask;
    const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
    return {
      ...ask,
      ctx,
      orderId: order.orderId,
      deadline: plusMs(ctx.wallNow, deadlines.get(order.userId) ?? 0),
    };
  });
  const marked = await changeOrders(asks, async (tx, orders) => {
    if (!(await isLeaderToken(tx, LEADER_NAME, token))) return new Map();
    const modes = await lockModes(tx, asked);
    const atWork = await findBeside(tx, [...orders.values()]);
    const steps = asks.flatMap((ask) => {
      const order = orders.get(ask.orderId);
      const way = order ? exitWay(order, { atWork, openPositions }) : "wait";
      if (order?.status !== "intent" || way === "wait") return [];
      const facts = {
        botRuns: running.has(order.botId),
        mode: modes.get(order.userId),
        overdueCode: ask.overdueCode,
        way,
      };
      const objection = objectTo(runtime, order, facts);
      return [[ask.orderId, objection ? expiry(objection) : sending(order, ask, token)] as const];
    });
    return new Map(steps);
  });
  const changed = new Map(marked.ok ? marked.value.map((one) => [one.before.orderId, one]) : []);
  return new Map(
    asks.flatMap(({ orderId, deadline, ctx }) =>
      wasMarked(changed.get(orderId)) ? [[orderId, { token, deadline, sentAt: ctx.wallNow }] as const] : [],
    ),
  );
}

/** Only the one that took it out of INTENT sends it: another that asked, or finds it SENT, must not send it too. */
const wasMarked = (changed: Changed | undefined): boolean =>
  changed?.before.status === "intent" && changed.status === "sent";

async function deadlinesOf(asked: readonly ToSend[]): Promise<ReadonlyMap<string, number>> {
  const userIds = [...new Set(asked.map(({ order }) => order.userId))];
  return new Map(
    await Promise.all(userIds.map(async (id) => [id, (await getSettings(id)).orderDeadlineMs] as const)),
  );
}

/** The bots of these entries that run. An exit goes out whatever its bot does. */
async function runningBots(asked: readonly ToSend[]): Promise<ReadonlySet<string>> {
  const entries = asked.filter(({ order }) => order.purpose === "entry");
  if (entries.length === 0) return new Set();
  const botIds = [...new Set(entries.map(({ order }) => order.botId))];
  const bots = await listTradingBots({ botIds, limit: botIds.length });
  return new Set(bots.flatMap(({ botId, status }) => (status === "running" ? [botId] : [])));
}

/** What else of their positions is under way: a stop that rests at an exchange, and the exits beside it. */
const findBeside = (tx: WriteTx, orders: readonly Order[]): Promise<readonly ExitAtWork[]> => {
  const exits = orders.filter(({ purpose, venue }) => purpose === "exit" && !isOwnVenue(venue));
  return findExitsAtWork(tx, [...new Set(exits.flatMap(({ positionId }) => positionId ?? []))]);
};

/** The positions of these stops that are open. */
async function openPositionsOf(asked: readonly ToSend[]): Promise<ReadonlySet<string>> {
  const stops = asked.filter(({ order }) => isStop(order));
  if (stops.length === 0) return new Set();
  const botIds = [...new Set(stops.map(({ order }) => order.botId))];
  return new Set((await listOpenPositions({ botIds })).map(({ positionId }) => positionId));
}

/** An emergency stop waits for this commit, or this commit sees it. */
async function lockModes(
  tx: WriteTx,
  asked: readonly ToSend[],
): Promise<ReadonlyMap<string, TradingModeView>> {
  const entries = asked.filter(({ order }) => order.purpose === "entry");
  const modes = new Map<string, TradingModeView>();
  for (const userId of new Set(entries.map(({ order }) => order.userId).sort()))
    modes.set(userId, await lockTradingMode(tx, userId));
  return modes;
}

async function saveAnswers(
  runtime: TradingRuntime,
  answered: readonly Answered[],
): Promise<readonly boolean[]> {
  const asks = answered.map(({ order }) => ({
    ctx: jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId),
    orderId: order.orderId,
  }));
  await changeOrders(asks, async (_tx, orders) => {
    const steps = answered.flatMap(({ order: { orderId }, step }) => {
      const counts = answerCounts(orders.get(orderId)?.status, step.event);
      return counts ? [[orderId, step] as const] : [];
    });
    return new Map(steps);
  });
  return answered.map(() => true);
}

/** Ends intents that were never sent, and gives back what they held. Nothing while another worker leads. */
export async function dropIntents(runtime: TradingRuntime, refused: readonly Refused[]): Promise<void> {
  const token = refused.length === 0 ? null : runtime.leaderToken();
  if (token === null) return;
  const drop = gather(TOGETHER_MOST, async (some: readonly Refused[]) => {
    const asks = some.map(({ order }) => ({
      ctx: jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId),
      orderId: order.orderId,
    }));
    await changeOrders(asks, async (tx, orders) => {
      if (!(await isLeaderToken(tx, LEADER_NAME, token))) return new Map();
      const steps = some.flatMap(({ order: { orderId }, ...objection }) =>
        orders.get(orderId)?.status === "intent" ? [[orderId, expiry(objection)] as const] : [],
      );
      return new Map(steps);
    });
    return some;
  });
  const failed = (order: Order) => (error: unknown) =>
    runtime.failed("ending an order", order.orderId, error);
  await Promise.all(refused.map((one) => drop(one).catch(failed(one.order))));
}

const expiry = ({ code, words }: Objection): OrderStep => ({
  event: { kind: "expired" },
  reason: words,
  extra: { endCode: code },
});

/**
 * Whether an entry is too old to be sent. A clock that was set back behind the order's own time cannot say how old it
 * is, so it is.
 */
export function isOverdue({ clocks }: TradingRuntime, order: Order): boolean {
  const [market, wall] = [clocks.market(), clocks.wall()];
  if (market < order.marketAt || wall < order.wallAt) return true;
  return order.validUntil === null ? wall > order.deadline : market > order.validUntil;
}

export const obstacleWords = (order: Pick<Order, "book">, code: EndCode): string =>
  code === "mode_off" ? `${order.book} is off` : endWords[code];

type SendFacts = {
  readonly botRuns: boolean;
  readonly mode: TradingModeView | undefined;
  readonly overdueCode: EndCode;
  readonly way: Exclude<ExitWay, "wait">;
};

/** An exit needs no permission, only its coins. */
function objectTo(runtime: TradingRuntime, order: Order, facts: SendFacts): Objection | null {
  if (facts.way !== "free") return { code: facts.way, words: endWords[facts.way] };
  if (order.purpose !== "entry") return null;
  const askedBack = askedBackBy(order);
  if (askedBack) return { code: askedBack, words: endWords[askedBack] };
  const { botRuns, mode, overdueCode } = facts;
  if (!runtime.entriesOpen(order.venue)) return { code: "reconciling", words: endWords.reconciling };
  if (isOverdue(runtime, order)) return { code: overdueCode, words: endWords[overdueCode] };
  if (!mode) return { code: "mode_off", words: obstacleWords(order, "mode_off") };
  // its book was looked at when its turn was given
  const code = entryObstacle(order.book, { botRuns, mode, entryLock: null });
  return code && { code, words: obstacleWords(order, code) };
}
