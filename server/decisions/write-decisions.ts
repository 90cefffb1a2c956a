import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { OutboxMessage } from "@/server/audit/core/outbox-message";
import { jobContext } from "@/server/audit/job-context";
import type { Order } from "@/server/execution/core/order";
import { writeIntents } from "@/server/execution/mark-orders";
import type { TradingRuntime } from "@/server/execution/runtime";
import { expectIntents } from "@/server/execution/send-orders";
import type { MarketMs } from "@/server/kernel/clock";
import { postReservations } from "@/server/ledger/post-reservation";
import type { WriteTx } from "@/server/platform/db";
import { failpoint } from "@/server/platform/failpoint";
import { mapInGoes } from "@/server/platform/map-in-goes";
import { lockTradingMode } from "@/server/settings/lock-trading-mode";
import { askOnce } from "./ask-once";
import { planDecision } from "./core/plan-decision";
import { saveDecisions } from "./store/decisions";
import { decisionId, type Planned, toIntent, toRecord } from "./to-records";
import { saveVirtual } from "./virtual/save-virtual";

export type CycleSlot = {
  readonly slotAt: MarketMs;
  readonly timeframe: string;
  readonly durationMs: number;
  /** by whom the orders go out as they are written; absent: they wait for a sender */
  readonly sender?: TradingRuntime | undefined;
};
type Written = {
  readonly orders: readonly Order[];
  readonly acted: readonly Planned[];
  readonly records: number;
};

/**
 * Writes the decisions of a batch of one user and book: every record, the order intents of those that act, and the
 * reservation of what they may spend, all or nothing, with a constant number of queries.
 *
 * What the database refuses for one bot (its ledger, say) must not stop the others: then each is written alone, and
 * `failed` counts those that could not be. A slot decided before is left as it is.
 */
export async function writeDecisions(
  runtime: TradingRuntime,
  planned: readonly Planned[],
  slot: CycleSlot,
): Promise<{ orderIds: readonly string[]; failed: number }> {
  try {
    return await writeOrSplit(runtime, planned, slot);
  } finally {
    for (const { written } of planned) written?.();
  }
}

async function writeOrSplit(
  runtime: TradingRuntime,
  planned: readonly Planned[],
  slot: CycleSlot,
): Promise<{ orderIds: readonly string[]; failed: number }> {
  if (planned.length === 0) return { orderIds: [], failed: 0 };
  try {
    return { orderIds: await writeTogether(runtime, planned, slot), failed: 0 };
  } catch (error) {
    if (planned.length === 1) {
      runtime.failed("deciding", planned[0]?.bot.botId ?? "", error);
      return { orderIds: [], failed: 1 };
    }
  }
  const orderIds: string[] = [];
  let failed = 0;
  for (const one of planned) {
    const alone = await writeOrSplit(runtime, [one], slot);
    orderIds.push(...alone.orderIds);
    failed += alone.failed;
  }
  return { orderIds, failed };
}

async function writeTogether(
  runtime: TradingRuntime,
  planned: readonly Planned[],
  slot: CycleSlot,
): Promise<readonly string[]> {
  const userId = planned[0]?.bot.userId ?? "";
  const slotAt = new Date(slot.slotAt).toISOString();
  const ctx = jobContext(runtime.clocks, userId, "trading-cycle", `${slot.timeframe}:${slot.slotAt}`);
  const skipped = ({ acted }: Written) => planned.length - acted.length;
  const handOver = slot.sender ? expectIntents(slot.sender, expectedOf(planned)) : null;
  const written = await commit<Written>(ctx, {
    action: "cycle.completed",
    subject: `cycle:${slot.timeframe}:${slotAt}`,
    reason: (done) => `${done.acted.length} acted, ${skipped(done)} skipped`,
    detail: (done) => ({
      slotAt,
      timeframe: slot.timeframe,
      skipped: skipped(done),
      acted: done.acted.map(({ bot, plan }) => ({
        botId: bot.botId,
        action: plan.action,
        reasonCode: plan.reasonCode,
        amount: plan.order?.amount.toFixed() ?? "0",
      })),
    }),
    events: (done) => [
      ...done.acted.map((one) => toMessage(one, slot)),
      {
        name: "cycle/completed",
        data: { slotAt, acted: done.acted.length, skipped: skipped(done), durationMs: slot.durationMs },
      },
    ],
    write: (tx) => writeAll(tx, ctx, { runtime, planned, slotAt: slot.slotAt }),
    unchanged: (done) => done.records === 0,
  });
  failpoint("intent.written");
  const orders = written.ok ? written.value.orders : [];
  handOver?.(orders);
  return orders.map(({ orderId }) => orderId);
}

const expectedOf = (planned: readonly Planned[]) =>
  planned.flatMap(({ bot: { userId, book, botId }, plan: { order } }) =>
    order ? [{ userId, book, botId, purpose: order.purpose }] : [],
  );

async function writeAll(
  tx: WriteTx,
  ctx: ActionContext,
  { runtime, planned, slotAt }: { runtime: TradingRuntime; planned: readonly Planned[]; slotAt: MarketMs },
): Promise<Written> {
  const now = await underModesNow(tx, ctx, planned);
  const acting = now.filter(({ plan }) => plan.order !== null);
  const intents = acting.map((one) => ({ one, order: toIntent(runtime, one, slotAt) }));
  const written = await writeIntents(
    tx,
    intents.map(({ order }) => order),
  );
  const taken = intents.flatMap(({ one, order }) => {
    const orderId = written.get(order.clientOrderId)?.orderId;
    return orderId ? [{ one, order: { ...order, orderId, amount: order.reserved } }] : [];
  });
  const acted = new Set(taken.map(({ one }) => one));
  const records = await saveDecisions(
    tx,
    await mapInGoes(now, (one) =>
      toRecord(runtime, one.plan.order && !acted.has(one) ? beside(one) : one, slotAt),
    ),
  );
  const { marketSource: source, clocks } = runtime;
  await saveVirtual(tx, planned, { slotAt, source, wallAt: clocks.wall() });
  await postReservations(
    tx,
    taken.map(({ order }) => ({ ...order, ctx })),
  );
  failpoint("intent.writing");
  return { orders: [...written.values()], acted: [...acted], records };
}

/**
 * Entries are written down under the modes as they are now, locked until they are committed: an emergency stop waits for
 * this commit, or this commit sees it and decides anew.
 */
async function underModesNow(
  tx: WriteTx,
  { userId }: ActionContext,
  planned: readonly Planned[],
): Promise<readonly Planned[]> {
  if (!planned.some(({ plan }) => plan.order?.purpose === "entry")) return planned;
  const { paper, live, halted, entriesStopped } = await lockTradingMode(tx, userId);
  return planned.map((one) => {
    const { entry } = one.snapshot;
    if (one.plan.order?.purpose !== "entry") return one;
    const { mode } = entry;
    const isSame =
      mode.halted === halted &&
      mode.entriesStopped === entriesStopped &&
      mode.paper === paper &&
      mode.live === live;
    if (isSame) return one;
    const snapshot = { ...one.snapshot, entry: { ...entry, mode: { paper, live, halted, entriesStopped } } };
    return { ...one, snapshot, plan: planDecision(snapshot, askOnce) };
  });
}

/** What the bot would have decided, had it seen the order that was written for it meanwhile. */
function beside(planned: Planned): Planned {
  const snapshot = { ...planned.snapshot, entry: { ...planned.snapshot.entry, orderWorking: true } };
  return { ...planned, snapshot, plan: planDecision(snapshot, askOnce) };
}

function toMessage({ bot, plan }: Planned, { slotAt }: CycleSlot): OutboxMessage {
  const { botId, name: botName, symbol } = bot;
  const { action, reasonCode } = plan;
  const data = { decisionId: decisionId(botId, slotAt), botId, botName, action, reasonCode, symbol };
  return { name: "decision/acted", data };
}
