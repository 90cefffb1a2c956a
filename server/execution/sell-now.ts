import { randomUUID } from "node:crypto";
import { commitInOne } from "@/server/audit/commit-in-one";
import { jobContext } from "@/server/audit/job-context";
import { isOwnVenue } from "@/server/exchange/core/venue-name";
import { ZERO } from "@/server/kernel/money";
import { failpoint } from "@/server/platform/failpoint";
import { gather } from "@/server/platform/gather";
import { sqlStateOf } from "@/server/platform/sql-state";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { createSettingsReader, type SettingsReader } from "@/server/settings/settings-reader";
import { entryCancelsSql } from "./cancel/store";
import { toTrace as toChangeTrace } from "./change-order";
import { exitLeg } from "./core/client-order-id";
import { sizeExit } from "./core/exit-size";
import type { NewOrder, Order } from "./core/order";
import { besideLane, goOut } from "./lanes";
import { LEADER_NAME, leaseOfSql } from "./lease/store";
import { type Asked, type Exit, requestExit, toExit, toTrace } from "./request-exit";
import type { TradingRuntime } from "./runtime";
import { carry, trySend } from "./send-one";
import { sentExitsSql } from "./store/intents";
import type { Marked } from "./to-send";

/** Exits written down at once. */
const TOGETHER_MOST = 64;

type Going = { readonly order: Order; readonly marked: Marked };
type Seller = (asked: Asked) => Promise<Going | null>;

const byTrader = new WeakMap<TradingRuntime, Seller>();

function sellerOf(runtime: TradingRuntime): Seller {
  const known = byTrader.get(runtime);
  if (known) return known;
  const settingsOf = createSettingsReader(runtime.clocks.wall);
  const seller = gather(TOGETHER_MOST, (asked: readonly Asked[]) => writeSent(runtime, asked, settingsOf));
  byTrader.set(runtime, seller);
  return seller;
}

/** It has written nothing then: what it would not take is judged step by step. */
function refusedByDatabase(error: unknown): null {
  if (sqlStateOf(error) === undefined) throw error;
  return null;
}

/**
 * Asks for an exit and sends it. A first exit at a venue of this system's own whose coins are all free is written down and
 * marked SENT in one statement, with the exits of the same moment, and goes to the wire at once: such a venue has no places to
 * be kept. Any other is asked for (`requestExit`), and then judged and sent when its venue's lane has a place.
 */
export const sellNow = (runtime: TradingRuntime, position: OpenPosition, exit: Exit): Promise<void> =>
  besideLane(runtime, position.venue, sell(runtime, position, exit));

async function sell(runtime: TradingRuntime, position: OpenPosition, exit: Exit): Promise<void> {
  const { venue } = position;
  const asked = { position, exit, askedAt: runtime.clocks.wall() };
  const going = isOwnVenue(venue) ? await sellerOf(runtime)(asked).catch(refusedByDatabase) : null;
  if (going) {
    if (await carry(runtime, going.order, going.marked)) runtime.changed();
    return;
  }
  const order = await requestExit(runtime, position, exit);
  if (order && (await goOut(runtime, venue, "exit", () => trySend(runtime, order)))) runtime.changed();
}

/** Those it wrote, in the order asked; null for what has to be looked at first. */
async function writeSent(
  runtime: TradingRuntime,
  asked: readonly Asked[],
  settingsOf: SettingsReader,
): Promise<readonly (Going | null)[]> {
  const token = runtime.leaderToken();
  const exits = token === null ? [] : await plainExits(runtime, asked, settingsOf);
  if (token === null || exits.length === 0) return asked.map(() => null);
  const change = sentExitsSql({
    lease: leaseOfSql(LEADER_NAME, token),
    exits: exits.map(({ row, orderId }) => ({ row, orderId, fencingToken: token, reason: SENT })),
    reservations: exits.map(({ one, ctx, row, orderId, amount }) => ({
      ...row,
      ctx,
      orderId,
      amount,
      key: row.clientOrderId,
      leastFree: one.position.amount,
    })),
    cancels: entryCancelsSql(
      exits.map(({ row: { clientOrderId: key, botId, symbol } }) => ({ key, botId, symbol })),
      "exit_requested",
    ),
  });
  const traces = exits.flatMap(({ one, ctx, row, orderId, amount }) => {
    const before = { ...toOrder(row, orderId), status: "intent" as const };
    const key = row.clientOrderId;
    const changed = toChangeTrace({ ctx, orderId, before, status: "sent", reason: SENT });
    return [
      { key, trace: toTrace({ ...one, ctx, amount }) },
      { key, trace: changed },
    ];
  });
  const written = commitInOne(change, traces);
  failpoint("exit.writing");
  failpoint("sent.writing");
  const moved = await written;
  if (moved.size > 0) failpoint("exit.written");
  if (moved.size > 0) failpoint("sent.written");
  const going = new Map(
    exits.flatMap(({ one, ctx, row, orderId }) => {
      const marked = { token, deadline: row.deadline, sentAt: ctx.wallNow };
      return moved.has(row.clientOrderId) ? [[one, { order: toOrder(row, orderId), marked }] as const] : [];
    }),
  );
  return asked.map((one) => going.get(one) ?? null);
}

const SENT = "sent";

/** The first that is asked for each position, where it would sell what it should if all its coins were free. */
async function plainExits(runtime: TradingRuntime, asked: readonly Asked[], settingsOf: SettingsReader) {
  const first = new Map(asked.toReversed().map((one) => [one.position.positionId, one]));
  const exits = [];
  for (const [positionId, one] of first) {
    const { position, exit } = one;
    const rules = runtime.rulesOf(position.exchange, position.symbol);
    const amount = sizeExit(position, position.amount, exit, rules);
    if (!rules || typeof amount === "string") continue;
    const { orderDeadlineMs } = await settingsOf(position.userId);
    const leg = exitLeg(exit.reasonCode, 1);
    const ctx = jobContext(runtime.clocks, position.userId, "stop-monitor", `${positionId}:${leg}`);
    const row = toExit({ ...one, amount }, ctx, leg, orderDeadlineMs);
    exits.push({ one, ctx, amount, row, orderId: randomUUID() });
  }
  return exits;
}

/** As it stands once it is written. */
const toOrder = (row: NewOrder, orderId: string): Order => ({
  triggerPrice: null,
  stopRatio: null,
  ...row,
  orderId,
  status: "sent",
  venueOrderId: null,
  filled: ZERO,
  filledQuote: ZERO,
  cancelCode: null,
  lookups: 0,
});
