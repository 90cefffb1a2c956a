import type { ActionContext } from "@/server/audit/action-context";
import { commit, commitAll } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import type { Trace } from "@/server/audit/trace";
import { sellableAt } from "@/server/exchange/core/sellable";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import { postReservations } from "@/server/ledger/post-reservation";
import { failpoint } from "@/server/platform/failpoint";
import { gather } from "@/server/platform/gather";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { leaveAsDust } from "@/server/positions/leave-as-dust";
import { getSettings } from "@/server/settings/get-settings";
import { countUnasked, saveCancelsAsked, saveEntryCancelsAsked } from "./cancel/store";
import { clientOrderId } from "./client-order-id";
import { exitLeg } from "./core/client-order-id";
import { endWords } from "./core/end-code";
import { type ExitAttempts, isTooSoon, sizeExit } from "./core/exit-size";
import type { NewOrder, Order } from "./core/order";
import type { TradingRuntime } from "./runtime";
import { saveIntents } from "./store/intents";
import { findBotsWithWorkingOrders, findExitAttempts } from "./store/orders";

/** An exit that is asked for; what it is, is the same however it is written down. */
export type Exit = {
  readonly reasonCode: string;
  readonly price: Decimal;
  readonly words: string;
  /** the stop's level that was hit; none where no stop asks */
  readonly stopPrice?: Decimal | null;
  /** what must stay of the position, base; none: all is sold */
  readonly kept?: Decimal;
};

/** An exit that is asked for. */
export type Asked = { readonly position: OpenPosition; readonly exit: Exit; readonly askedAt: WallMs };
/** One that may go, with what it sells. */
export type Sized = Asked & { readonly amount: Decimal };

/** Exits written down at once. */
const TOGETHER_MOST = 64;

const byTrader = new WeakMap<TradingRuntime, (asked: Asked) => Promise<Order | null>>();

/**
 * Writes the intent to close a position at market, or to sell the part that is above what it keeps, sized by what the bot really holds free; with the exits that are asked
 * for in the same moment. Needs no permission: an exit only reduces risk, so it works while paused, halted or stopped.
 *
 * Resting orders of the position are asked to be taken back: what is left of its entry, and a limit exit, which must
 * end at its venue before this one may follow.
 *
 * Answers the order, or null when an exit is already in flight, has just failed, or nothing is left that an exchange
 * would take. A position that could not be sold at its stop either is dust from here on; one whose entry still goes on
 * waits until enough of it is there.
 */
export function requestExit(
  runtime: TradingRuntime,
  position: OpenPosition,
  exit: Exit,
): Promise<Order | null> {
  const request =
    byTrader.get(runtime) ?? gather(TOGETHER_MOST, (asked: readonly Asked[]) => requestExits(runtime, asked));
  byTrader.set(runtime, request);
  return request({ position, exit, askedAt: runtime.clocks.wall() });
}

async function requestExits(
  runtime: TradingRuntime,
  asked: readonly Asked[],
): Promise<readonly (Order | null)[]> {
  const [free, attempts] = await Promise.all([
    freeHoldings(asked),
    findExitAttempts(asked.map(({ position }) => position.positionId)),
  ]);
  const sized = new Map<string, Sized>();
  for (const one of asked) {
    const { positionId } = one.position;
    const amount = await sizeOf(runtime, one, free.get(positionId) ?? ZERO);
    if (!amount || sized.has(positionId) || isTooSoon(attempts.get(positionId), runtime.clocks.wall()))
      continue;
    sized.set(positionId, { ...one, amount });
  }
  const written = await writeExits(runtime, [...sized.values()], attempts);
  for (const [positionId, { position }] of sized)
    if (!written.has(positionId)) await makeWay(runtime, position);
  // asked for twice at once, it is one exit: the first that asked sends it
  return asked.map((one) => {
    const { positionId } = one.position;
    return sized.get(positionId)?.exit === one.exit ? (written.get(positionId) ?? null) : null;
  });
}

/** What the exit would sell; null where nothing may be sold now, and what can be done about that is. */
async function sizeOf(
  runtime: TradingRuntime,
  { position, exit }: Asked,
  free: Decimal,
): Promise<Decimal | null> {
  const size = sizeExit(position, free, exit, runtime.rulesOf(position.exchange, position.symbol));
  if (size === "dust") return giveUp(runtime, position, exit);
  if (size === "not_free") return makeWay(runtime, position);
  return size === "nothing" ? null : size;
}

/** Writes exits in one commit; answers their orders by position. One that is in flight already is left out. */
async function writeExits(
  runtime: TradingRuntime,
  exits: readonly Sized[],
  attempts: ReadonlyMap<string, ExitAttempts>,
): Promise<ReadonlyMap<string, Order>> {
  if (exits.length === 0) return new Map();
  const userIds = [...new Set(exits.map(({ position }) => position.userId))];
  const deadlines = new Map<string, number>();
  for (const id of userIds) deadlines.set(id, (await getSettings(id)).orderDeadlineMs);
  const asked = exits.map((one) => {
    const { positionId, userId } = one.position;
    const leg = exitLeg(one.exit.reasonCode, (attempts.get(positionId)?.count ?? 0) + 1);
    const ctx = jobContext(runtime.clocks, userId, "stop-monitor", `${positionId}:${leg}`);
    return { ...one, ctx, order: toExit(one, ctx, leg, deadlines.get(userId) ?? 0) };
  });
  const written = await commitAll({
    write: async (tx) => {
      const written = await saveIntents(
        tx,
        asked.map(({ order }) => order),
      );
      const taken = asked.flatMap((one) => {
        const order = written.get(one.order.clientOrderId);
        return order ? [{ ...one, order }] : [];
      });
      await postReservations(
        tx,
        taken.map(({ ctx, order, amount }) => ({ ...order, ctx, amount })),
      );
      await saveEntryCancelsAsked(
        tx,
        taken.map(({ position }) => position),
        "exit_requested",
      );
      failpoint("exit.writing");
      return taken;
    },
    traces: (taken) => taken.map(toTrace),
  });
  failpoint("exit.written");
  return new Map(written.ok ? written.value.map(({ position, order }) => [position.positionId, order]) : []);
}

/** What an exit that is written down leaves behind. */
export const toTrace = ({ ctx, position, exit, amount }: Sized & { readonly ctx: ActionContext }): Trace => ({
  ctx,
  action: "exit.requested",
  subject: position.positionId,
  reason: exit.words,
  detail: { reasonCode: exit.reasonCode, price: toText(exit.price), amount: toText(amount) },
  events: [],
});

/** The position's own market: the bot may have moved to another since. */
export function toExit(
  { position, exit, amount, askedAt }: Sized,
  ctx: ActionContext,
  leg: string,
  deadlineMs: number,
): NewOrder {
  const { userId, botId, versionId, book, venue, exchange, symbol, base, quote, positionId } = position;
  return {
    userId,
    botId,
    versionId,
    book,
    venue,
    exchange,
    symbol,
    base,
    quote,
    decisionId: null,
    positionId,
    purpose: "exit",
    side: "sell",
    type: "market",
    limitPrice: null,
    postOnly: false,
    restUntil: null,
    validUntil: null,
    stopPrice: exit.stopPrice ?? null,
    reasonCode: exit.reasonCode,
    slotAt: ctx.marketNow,
    leg,
    clientOrderId: clientOrderId(positionId, ctx.marketNow, leg),
    amount,
    referencePrice: exit.price,
    reserved: amount,
    deadline: plusMs(ctx.wallNow, deadlineMs),
    marketAt: ctx.marketNow,
    wallAt: ctx.wallNow,
    decidedAt: askedAt,
  };
}

/** A limit exit that rests holds what this one would sell: it is asked to be taken back, and this one comes again. */
async function makeWay({ clocks }: TradingRuntime, position: OpenPosition): Promise<null> {
  const { userId, positionId, botId, symbol } = position;
  const resting = { botId, symbol, positionId, purpose: "exit", type: "limit" } as const;
  if ((await countUnasked(resting)) === 0) return null;
  await commit(jobContext(clocks, userId, "stop-monitor", `${positionId}:make-way`), {
    action: "order.cancel_asked",
    subject: positionId,
    reason: endWords.exit_requested,
    detail: { code: "exit_requested" },
    events: [],
    write: (tx) => saveCancelsAsked(tx, resting, "exit_requested"),
    unchanged: (asked) => asked === 0,
  });
  return null;
}

/** What each position's bot has free of its coin, by position. */
async function freeHoldings(asked: readonly Asked[]): Promise<ReadonlyMap<string, Decimal>> {
  const free = new Map<string, Decimal>();
  for (const some of Map.groupBy(asked, ({ position: { userId, book } }) => `${userId} ${book}`).values()) {
    const [first] = some;
    if (!first) continue;
    const { userId, book } = first.position;
    const botIds = some.map(({ position }) => position.botId);
    const rows = (await listBotBalances({ userId, book, botIds })).filter(({ kind }) => kind === "allocated");
    const balances = new Map(rows.map((row) => [`${row.botKey} ${row.venue} ${row.asset}`, row.balance]));
    for (const { position } of some) {
      const { positionId, botId, venue, base } = position;
      free.set(positionId, balances.get(`${botId} ${venue} ${base}`) ?? ZERO);
    }
  }
  return free;
}

/**
 * No exchange takes an order that small. What an entry cut short left, and what its stop's own price would not let be
 * sold either, is dust. A gap
 * far beyond the stop is told once, and looked at again as the price moves. An entry under way is left to go on.
 */
async function giveUp(runtime: TradingRuntime, position: OpenPosition, exit: Exit): Promise<null> {
  const { positionId, userId, botId, exchange, symbol, amount, stopPrice } = position;
  if ((await findBotsWithWorkingOrders([botId])).has(botId)) return null;
  const context = (what: string) =>
    jobContext(runtime.clocks, userId, "stop-monitor", `${positionId}:${what}`);
  const rules = runtime.rulesOf(exchange, symbol);
  const isRemainder = exit.reasonCode === "too_small";
  if (isRemainder || (rules && sellableAt(amount, stopPrice, rules).isZero())) {
    await leaveAsDust(context("dust"), position, exit.words);
    runtime.changed();
  } else if (!(await hasEntry("exit.blocked", positionId)))
    await commit(context("blocked"), {
      action: "exit.blocked",
      subject: positionId,
      reason: `${exit.words}, but what is held is below the exchange's smallest order`,
      detail: { reasonCode: exit.reasonCode, price: toText(exit.price), amount: toText(amount) },
      events: [],
      write: async () => undefined,
    });
  return null;
}
