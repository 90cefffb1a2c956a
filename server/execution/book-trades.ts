import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { OutboxMessage } from "@/server/audit/core/outbox-message";
import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { VenueOrder, VenueTrade } from "@/server/exchange/core/exchange-port";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import { postTrade } from "@/server/ledger/post-reservation";
import type { WriteTx } from "@/server/platform/db";
import { failpoint } from "@/server/platform/failpoint";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { type BookedPosition, bookPositionFill } from "@/server/positions/book-position-fill";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import type { SettingsReader } from "@/server/settings/settings-reader";
import { takeSteps } from "./change-order";
import type { Order } from "./core/order";
import { reservedLeft } from "./core/order-step";
import { newTrades, stepOfTrade, toFillFacts } from "./core/read-trade";
import type { TradingRuntime } from "./runtime";
import { findBookedTradeIds, findOrderFills, saveFill } from "./store/orders";
import { lockAsSeen, lockOrders } from "./store/steps";
import { valueFee } from "./value-fee";

/** Whose order it is; its owner's settings where somebody has read them for this round. */
type Booking = { readonly bot: TradingBot; readonly settingsOf?: SettingsReader };

/** Books what the venue traded for an order and is not booked yet; answers how many trades were new. */
export async function bookTrades(
  runtime: TradingRuntime,
  order: Order,
  { bot, settingsOf = getSettings }: Booking,
  found: VenueOrder,
): Promise<number> {
  if (found.trades.length === 0) return 0;
  // of an order that was unfilled a moment ago none is booked; the booking itself looks again under the order's lock
  const booked = order.filled.isZero() ? new Set<string>() : await findBookedTradeIds(order.orderId);
  const fresh = newTrades(found.trades, booked);
  if (fresh.length === 0) return 0;
  const settings = await settingsOf(order.userId);
  const { venueOrderId } = found;
  let count = 0;
  for (const trade of fresh) {
    const feeWorth = await valueFee(runtime, order, trade.fee);
    if (await bookFill(runtime, { order, bot, settings, trade, feeWorth, venueOrderId })) count += 1;
  }
  return count;
}

/** The bots of some orders, deleted ones too. */
export async function botsOf(orders: readonly Order[]): Promise<ReadonlyMap<string, TradingBot>> {
  if (orders.length === 0) return new Map();
  const botIds = [...new Set(orders.map((order) => order.botId))];
  const bots = await listTradingBots({ botIds, limit: botIds.length });
  return new Map(bots.map((bot) => [bot.botId, bot]));
}

type FillToBook = {
  readonly order: Order;
  readonly bot: TradingBot;
  readonly settings: Settings;
  readonly trade: VenueTrade;
  /** in quote, of a fee in a coin that is neither base nor quote; null of any other, and where it has no price */
  readonly feeWorth: Decimal | null;
  readonly venueOrderId: string;
};

type Booked = { readonly fillId: string; readonly position: BookedPosition } | null;

/**
 * Books one trade of the venue: fill, position, ledger and order state in one transaction, once per venue trade id.
 * Answers false when it had been booked before.
 */
async function bookFill(runtime: TradingRuntime, facts: FillToBook): Promise<boolean> {
  const { order, bot, trade } = facts;
  const ctx = jobContext(
    runtime.clocks,
    order.userId,
    "settlement",
    `${order.orderId}:${trade.venueTradeId}`,
  );
  try {
    const written = await commit<Booked>(ctx, {
      action: "fill.booked",
      subject: order.orderId,
      reason: order.reasonCode,
      detail: {
        venue: order.venue,
        venueTradeId: trade.venueTradeId,
        amount: toText(trade.amount),
        price: toText(trade.price),
      },
      events: (booked) => (booked ? messages(order, bot, trade, booked) : []),
      write: (tx) => writeFill(tx, ctx, runtime, facts),
    });
    failpoint("trade.written");
    return written.ok && written.value !== null;
  } catch (error) {
    // only a fill that is there was booked before; any other clash is a fault to be seen
    if (isUniqueViolation(error) && (await findBookedTradeIds(order.orderId)).has(trade.venueTradeId))
      return false;
    throw error;
  }
}

async function writeFill(
  tx: WriteTx,
  ctx: ActionContext,
  runtime: TradingRuntime,
  { order: seen, bot, settings, trade, feeWorth, venueOrderId }: FillToBook,
): Promise<Booked> {
  // what was read a moment ago is not read again while it still holds, nor are the fills of an order that has none
  const order = (await lockAsSeen(tx, seen)) ?? (await lockOrders(tx, [seen.orderId])).get(seen.orderId);
  invariant(order, `order ${seen.orderId} is there`);
  const known = order.filled.isZero() ? [] : await findOrderFills(tx, order.orderId);
  if (known.some((fill) => fill.venueTradeId === trade.venueTradeId)) return null;
  const left = reservedLeft(order, known);
  const position = await bookPositionFill(tx, ctx, {
    ...order,
    fill: toFillFacts(order, trade, feeWorth),
    riskMode: bot.riskMode,
    exits: bot.exits,
    settings,
    // a market this feed does not offer: what the venue traded is booked all the same
    lotSize: runtime.rulesOf(order.exchange, order.symbol)?.lotSize ?? ZERO,
  });
  const { marketKind, clockSpeed } = runtime;
  const fee = { fee: trade.fee.amount, feeAsset: trade.fee.asset, feeWorth };
  const fillId = await saveFill(tx, {
    ...trade,
    ...fee,
    order,
    positionId: position.positionId,
    realised: position.realised,
    marketKind,
    clockSpeed,
    marketAt: trade.at,
    wallAt: ctx.wallNow,
  });
  await postTrade(tx, ctx, order, { ...trade, ...fee, reservedLeft: left });
  const step = stepOfTrade(order, trade, { positionId: position.positionId, venueOrderId });
  await takeSteps(tx, [{ ctx, order, step, fills: [...known, { ...trade, ...fee }] }]);
  failpoint("filled.writing");
  return { fillId, position };
}

function messages(
  order: Order,
  bot: TradingBot,
  trade: VenueTrade,
  { fillId, position }: NonNullable<Booked>,
): OutboxMessage[] {
  const { orderId, botId, symbol, side, quote, reasonCode } = order;
  const data = {
    fillId,
    orderId,
    botId,
    botName: bot.name,
    symbol,
    side,
    amount: toText(trade.amount),
    price: toText(trade.price),
    quote,
    realised: position.realised && toText(position.realised),
    reasonCode,
  };
  const filled: OutboxMessage = { name: "fill/booked", data };
  const { positionId, change } = position;
  if (change === "opened") return [filled, { name: "position/opened", data: { positionId, botId, symbol } }];
  if (change === "closed") return [filled, { name: "position/closed", data: { positionId, botId, symbol } }];
  return [filled];
}
