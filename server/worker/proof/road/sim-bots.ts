// What the bots of a proof ask for: entries by chance, and an exit until they are flat.
import { exitSize, isTooSoon } from "@/server/execution/core/exit-size";
import { isStop, type Order } from "@/server/execution/core/order";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, ONE, ZERO } from "@/server/kernel/money";
import {
  type Books,
  balanceOf,
  isExitOf,
  positionOf,
  type SimBot,
  wantBack,
  workingOrders,
  writeIntent,
} from "./sim-books";
import { DEADLINE_MS } from "./sim-road";
import { LOT, MARKET } from "./sim-venue";

const VALID_MS = 20_000;
const REST_MS = 15_000;
/** What an entry holds back beyond its price, a fraction. */
const BUFFER = ONE.plus("0.05");

type Wish = Pick<
  Order,
  "purpose" | "side" | "amount" | "reserved" | "limitPrice" | "restUntil" | "validUntil"
> & { readonly triggerPrice?: Decimal };

type Market = {
  readonly books: Books;
  readonly price: Decimal;
  readonly random: () => number;
  readonly now: number;
};

/** A new entry's intent; none where the bot may not enter now. */
export function enter({ books, price, random, now }: Market, bot: SimBot): void {
  const isBusy = workingOrders(books).some((order) => order.botId === bot.botId && !isStop(order));
  if (isBusy || bot.position) return;
  const isLimit = random() < 0.4;
  const limitPrice = isLimit ? price.times(1 - (random() - 0.3) * 0.004).toDecimalPlaces(2) : null;
  const amount = LOT.times(200 + Math.floor(random() * 5_000));
  const reserved = amount.times(limitPrice ?? price).times(BUFFER);
  if (reserved.gt(balanceOf(books, "allocated", MARKET.quote, bot.botId))) return;
  const market = marketMs(now);
  write(books, bot, now, {
    purpose: "entry",
    side: "buy",
    amount,
    reserved,
    limitPrice,
    restUntil: isLimit ? plusMs(market, REST_MS) : null,
    validUntil: plusMs(market, VALID_MS),
  });
}

/** A new exit's intent, sized by what the bot has free; none where none may be asked for now. */
export function leave(books: Books, bot: SimBot, now: number): void {
  const mine = workingOrders(books).filter(({ botId }) => botId === bot.botId);
  if (!bot.position || mine.some((order) => isExitOf(order, positionOf(bot)))) return;
  const amount = exitSize(bot.position.amount, balanceOf(books, "allocated", MARKET.base, bot.botId), LOT);
  if (amount.lte(ZERO) || isTooSoon(bot.exits, wallMs(now))) return;
  bot.exits = { failed: (bot.exits?.failed ?? 0) + 1, lastAt: wallMs(now) };
  for (const order of mine) if (order.purpose === "entry") wantBack(books, order, "exit_requested");
  write(books, bot, now, {
    purpose: "exit",
    side: "sell",
    amount,
    reserved: amount,
    limitPrice: null,
    restUntil: null,
    validUntil: null,
  });
}

/** The intent of a stop at the exchange, which reserves nothing; answers its id. */
export function writeStop(
  books: Books,
  bot: SimBot,
  { now, amount, triggerPrice }: { now: number; amount: Decimal; triggerPrice: Decimal },
): string {
  return write(books, bot, now, {
    purpose: "exit",
    side: "sell",
    amount,
    triggerPrice,
    reserved: ZERO,
    limitPrice: null,
    restUntil: null,
    validUntil: null,
  });
}

function write(books: Books, bot: SimBot, now: number, wish: Wish): string {
  bot.asked += 1;
  const orderId = `${bot.botId}-${bot.asked}`;
  const price: Decimal = wish.limitPrice ?? ONE;
  writeIntent(books, {
    orderId,
    userId: "u",
    botId: bot.botId,
    versionId: "v",
    decisionId: null,
    positionId: wish.purpose === "exit" ? positionOf(bot) : null,
    book: "live",
    venue: "kucoin",
    exchange: "kucoin",
    symbol: MARKET.symbol,
    base: MARKET.base,
    quote: MARKET.quote,
    type: wish.triggerPrice ? "stop" : wish.limitPrice ? "limit" : "market",
    triggerPrice: null,
    stopRatio: null,
    postOnly: false,
    stopPrice: null,
    reasonCode: "test",
    slotAt: marketMs(now),
    leg: "0",
    clientOrderId: orderId,
    referencePrice: price,
    status: "intent",
    venueOrderId: null,
    filled: ZERO,
    filledQuote: ZERO,
    deadline: wallMs(now + DEADLINE_MS),
    cancelCode: null,
    lookups: 0,
    marketAt: marketMs(now),
    wallAt: wallMs(now),
    ...wish,
  });
  return orderId;
}
