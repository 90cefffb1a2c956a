// The stops that rest at exchanges and protect positions while nobody watches, on the same road as every other order.
import { commit, commitAll } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import { plusMs } from "@/server/kernel/clock";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { getSettings } from "@/server/settings/get-settings";
import { clientOrderId } from "./client-order-id";
import { stopLeg } from "./core/client-order-id";
import type { NewOrder } from "./core/order";
import type { StopTries } from "./core/plan-protection";
import { goOut } from "./lanes";
import type { TradingRuntime } from "./runtime";
import { trySend } from "./send-one";
import { saveIntents } from "./store/intents";

export type WantedStop = {
  readonly position: OpenPosition;
  /** base, on the lot */
  readonly amount: Decimal;
  /** quote per base, on the tick */
  readonly triggerPrice: Decimal;
  /** how many were asked for before, for its name */
  readonly asked: number;
};

/**
 * Writes the intent of a stop at the exchange and sends it. It reserves nothing: the position's own exits may be asked for at
 * any time, and none goes out before the stop was taken back.
 */
export async function placeStop(runtime: TradingRuntime, wanted: WantedStop): Promise<void> {
  const { position, amount, triggerPrice } = wanted;
  const { userId, positionId, venue, symbol } = position;
  const order = toStop(runtime, wanted, (await getSettings(userId)).orderDeadlineMs);
  const written = await commitAll({
    write: async (tx) => (await saveIntents(tx, [order])).get(order.clientOrderId) ?? null,
    traces: (stop) =>
      stop === null
        ? []
        : [
            {
              ctx: jobContext(runtime.clocks, userId, "exchange-stops", `${positionId}:${order.leg}`),
              action: "stop.requested",
              subject: positionId,
              reason: `a stop at the exchange sells ${toText(amount)} ${position.base} at ${toText(triggerPrice)} while nobody watches`,
              detail: { venue, symbol, amount: toText(amount), triggerPrice: toText(triggerPrice) },
              events: [],
            },
          ],
  });
  const stop = written.ok ? written.value : null;
  if (stop && (await goOut(runtime, venue, "exit", () => trySend(runtime, stop)))) runtime.changed();
}

function toStop(runtime: TradingRuntime, wanted: WantedStop, deadlineMs: number): NewOrder {
  const { position, amount, triggerPrice, asked } = wanted;
  const { userId, botId, versionId, book, venue, exchange, symbol, base, quote, positionId } = position;
  const leg = stopLeg(asked + 1);
  const [marketAt, wallAt] = [runtime.clocks.market(), runtime.clocks.wall()];
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
    type: "stop",
    limitPrice: null,
    triggerPrice,
    postOnly: false,
    restUntil: null,
    validUntil: null,
    stopPrice: null,
    reasonCode: "exchange_stop",
    slotAt: marketAt,
    leg,
    clientOrderId: clientOrderId(positionId, marketAt, leg),
    amount,
    referencePrice: triggerPrice,
    reserved: ZERO,
    deadline: plusMs(wallAt, deadlineMs),
    marketAt,
    wallAt,
  };
}

/** What follows where no stop rests at the exchange: `watched` from here, or `sold` at market. */
export type Unprotected = "watched" | "sold";

/** Tells the owner, once for each position, that no stop at its exchange protects it, and what follows. */
export async function tellUnprotected(
  { clocks }: TradingRuntime,
  position: OpenPosition,
  { words }: StopTries,
  follows: Unprotected,
): Promise<void> {
  const { positionId, userId, venue, symbol, botId } = position;
  const action = follows === "sold" ? "stop.refused_sold" : "stop.refused";
  if (await hasEntry(action, positionId)) return;
  const why = words === "" ? "the exchange ended it" : words;
  const detail = `no stop rests at ${venue} for ${symbol} (${why}): ${FOLLOWS[follows]}`;
  await commit(jobContext(clocks, userId, "exchange-stops", `${positionId}:refused:${follows}`), {
    action,
    subject: positionId,
    reason: detail,
    detail: { venue, symbol, botId, follows },
    events: [{ name: "health/changed", data: { part: `stops:${venue}`, ok: false, detail } }],
    write: async () => undefined,
  });
}

const FOLLOWS: { readonly [follows in Unprotected]: string } = {
  watched: "its stop is watched here, and nobody sells while this is off",
  sold: "it does not take one, so the position is sold at market and its bot paused",
};
