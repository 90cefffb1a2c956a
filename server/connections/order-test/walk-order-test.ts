import { setTimeout as sleep } from "node:timers/promises";
import type { AccountClient, ListedMarket, MarketData } from "@/server/exchange/core/exchange-client";
import type { OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import type { Book } from "@/server/kernel/book";
import { plusMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, floorToStep, sumOf, toText, ZERO } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import type { TestLine } from "../core/order-test";
import { sizeOrderTest, type TestSizes } from "../core/size-order-test";

const LOOKS = 40;
const LOOK_MS = 500;
const ORDER_WITHIN_MS = 10_000;

export type OrderIds = { readonly rest: string; readonly buy: string; readonly sell: string };
export type Walk = {
  readonly userId: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly trades: boolean;
  readonly ids: OrderIds;
  readonly prices: MarketData;
  readonly account: AccountClient;
  readonly note: (line: TestLine) => void;
};

/** Ends the walk: what is wrong was noted. */
class NotSo extends Error {}

/**
 * The walk of the test: a resting order placed, seen, cancelled and gone; then, where asked for, the smallest buy and
 * sell, with what was filled, paid and moved compared with what the exchange reports. True when all of it was as it
 * should be. Whatever happens, the resting order is cancelled.
 */
export async function walkOrderTest(walk: Walk): Promise<boolean> {
  const { note } = walk;
  try {
    const { rules, sizes } = await measure(walk);
    await restAndCancel(walk, rules, sizes);
    if (walk.trades) await buyAndSell(walk, rules, sizes);
    return true;
  } catch (error) {
    if (!(error instanceof NotSo))
      note({
        words: error instanceof Fault ? error.message : "The exchange's answer could not be understood.",
        ok: false,
      });
    return false;
  } finally {
    await cancelQuietly(walk);
  }
}

async function measure({ prices, account, symbol, exchange, note }: Walk) {
  const market = (await prices.markets()).find((one) => one.symbol === symbol);
  const [fees] = await account.fees([symbol]);
  const { bids, asks } = await prices.book(symbol, 5);
  const [bid, ask] = [bids[0], asks[0]];
  if (!market || !bid || !ask) return wrong(note, `${symbol} is not traded at ${exchange} now.`);
  const rules = { ...market, takerFee: fees?.takerFee ?? market.takerFee };
  const sizes = sizeOrderTest(rules, { bid, ask });
  const free = await balanceOf(account, market.quote);
  note({
    words: `${symbol}: ${toText(bid.price)} to ${toText(ask.price)}; taker fee of this account ${toText(rules.takerFee.times(100))} %`,
    ok: true,
  });
  if (free.lt(sizes.needs))
    return wrong(
      note,
      `The test needs ${toText(sizes.needs.toDecimalPlaces(8))} ${market.quote}; the account has ${toText(free)}.`,
    );
  return { rules, sizes };
}

async function restAndCancel(walk: Walk, rules: ListedMarket, { restAmount, restPrice }: TestSizes) {
  const { account, note, ids, symbol } = walk;
  const order = `${toText(restAmount)} ${rules.base} at ${toText(restPrice)}`;
  await place(walk, rules, { id: ids.rest, side: "buy", amount: restAmount, limitPrice: restPrice });
  note({ words: `Post-only buy of ${order} placed`, ok: true });
  const seen = await lookUntil(walk, ids.rest, ({ status }) => status === "open");
  if (!seen) wrong(note, "The order was not seen resting.");
  const listed = await account.listOpenOrders([symbol]);
  if (
    !listed.some(
      ({ clientOrderId, venueOrderId }) => clientOrderId === ids.rest || venueOrderId === seen?.venueOrderId,
    )
  )
    wrong(note, "The order is missing in the list of open orders.");
  note({ words: "Seen by its id and in the list of open orders", ok: true });
  await account.cancelOrder(ids.rest, symbol);
  const gone = await lookUntil(walk, ids.rest, ({ status }) => status !== "open");
  if (gone?.status !== "canceled" || !gone.filled.isZero())
    wrong(note, "The order was not cancelled whole. Look at the exchange's own page.");
  note({ words: "Cancelled, nothing of it traded", ok: true });
}

async function buyAndSell(walk: Walk, rules: ListedMarket, { buyAmount }: TestSizes) {
  const { account, note, ids } = walk;
  const before = { base: await balanceOf(account, rules.base), quote: await balanceOf(account, rules.quote) };
  const bought = await trade(walk, rules, { id: ids.buy, side: "buy", amount: buyAmount });
  const inBase = feesIn(bought, rules.base);
  const sellable = floorToStep(bought.filled.minus(inBase), rules.lotSize);
  const sold = await trade(walk, rules, { id: ids.sell, side: "sell", amount: sellable });
  const own = {
    base: bought.filled.minus(inBase).minus(sold.filled).minus(feesIn(sold, rules.base)),
    quote: worth(sold)
      .minus(feesIn(sold, rules.quote))
      .minus(worth(bought))
      .minus(feesIn(bought, rules.quote)),
  };
  const theirs = {
    base: (await balanceOf(account, rules.base)).minus(before.base),
    quote: (await balanceOf(account, rules.quote)).minus(before.quote),
  };
  for (const part of ["base", "quote"] as const) {
    const same = own[part]
      .minus(theirs[part])
      .abs()
      .lte(part === "base" ? rules.lotSize : rules.tickSize);
    const asset = rules[part];
    note({
      words: `${asset}: ${toText(own[part])} by the trades, ${toText(theirs[part])} by the balance`,
      ok: same,
    });
    if (!same) throw new NotSo();
  }
}

type Small = {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly limitPrice?: Decimal;
};

async function trade(walk: Walk, rules: ListedMarket, order: Small): Promise<VenueOrder> {
  const { note } = walk;
  await place(walk, rules, order);
  const ended = await lookUntil(
    walk,
    order.id,
    ({ status, trades, filled }) => status !== "open" && sumOf(trades.map(({ amount }) => amount)).eq(filled),
  );
  if (!ended || ended.filled.isZero())
    return wrong(
      note,
      `The ${order.side} was not filled${ended?.reason ? `: ${ended.reason}` : ""}. Look at the exchange's own page.`,
    );
  const fee = ended.trades[0]?.fee.asset ?? rules.quote;
  note({
    words: `${order.side === "buy" ? "Bought" : "Sold"} ${toText(ended.filled)} ${rules.base} for ${toText(worth(ended))} ${rules.quote}, fee ${toText(feesIn(ended, fee))} ${fee}`,
    ok: true,
  });
  return ended;
}

/** Sends one order, once: an answer that never came is looked for, not sent again. */
async function place(
  { account, note, userId, book, exchange, symbol }: Walk,
  rules: ListedMarket,
  order: Small,
) {
  const request: OrderRequest = {
    userId,
    book,
    venue: exchange,
    clientOrderId: order.id,
    symbol,
    base: rules.base,
    quote: rules.quote,
    side: order.side,
    amount: order.amount,
    type: order.limitPrice ? "limit" : "market",
    limitPrice: order.limitPrice ?? null,
    postOnly: order.limitPrice !== undefined,
    stopPrice: null,
    deadline: plusMs(wallMs(Date.now()), ORDER_WITHIN_MS),
  };
  const answer = await account.createOrder(request).catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
  if (answer?.kind === "rejected") wrong(note, `The exchange refused the ${order.side}: ${answer.reason}`);
}

async function lookUntil(
  { account, symbol }: Walk,
  id: string,
  isSo: (order: VenueOrder) => boolean,
): Promise<VenueOrder | null> {
  let seen: VenueOrder | null = null;
  for (let look = 0; look < LOOKS; look++) {
    const found = await account.findOrder(id, symbol).catch((error: unknown) => {
      if (error instanceof Fault && error.retryable) return seen;
      throw error;
    });
    seen = found ?? seen;
    if (seen && isSo(seen)) return seen;
    await sleep(LOOK_MS);
  }
  return seen && isSo(seen) ? seen : null;
}

async function cancelQuietly({ account, ids, symbol, note }: Walk): Promise<void> {
  try {
    await account.cancelOrder(ids.rest, symbol);
  } catch {
    note({
      words: `Whether the resting order ${ids.rest} is gone is not known. Look at the exchange's own page.`,
      ok: false,
    });
  }
}

function wrong(note: Walk["note"], words: string): never {
  note({ words, ok: false });
  throw new NotSo(words);
}

const worth = ({ trades }: VenueOrder): Decimal =>
  sumOf(trades.map(({ amount, price }) => amount.times(price)));
const feesIn = ({ trades }: VenueOrder, asset: string): Decimal =>
  sumOf(trades.filter(({ fee }) => fee.asset === asset).map(({ fee }) => fee.amount));

async function balanceOf(account: AccountClient, asset: string): Promise<Decimal> {
  return (await account.listBalances()).find((one) => one.asset === asset)?.total ?? ZERO;
}
