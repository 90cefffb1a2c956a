// One step of one bot: the market moves, the venue matches, execution books, the bot decides. All of it by production core.

import { type OrderPlan, planSignal, type Snapshot } from "@/server/decisions/core/plan-decision";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { sellableAt } from "@/server/exchange/core/sellable";
import { acceptOrder, objectToPaperOrder } from "@/server/exchange/paper/core/accept-order";
import { endOrder } from "@/server/exchange/paper/core/end-order";
import { matchOrder } from "@/server/exchange/paper/core/match-order";
import type { MarketView } from "@/server/exchange/paper/core/paper-order";
import type { EndCode } from "@/server/execution/core/end-code";
import { isHalt, mayCut } from "@/server/execution/core/may-cut";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { Decimal, floorToStep, maxOf, minOf, ONE, toDecimal, ZERO } from "@/server/kernel/money";
import { reservePostings } from "@/server/ledger/core/posting";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import { checkStops } from "@/server/positions/core/check-stops";
import type { StrategySignal } from "@/server/strategy/core/strategy";
import { bookTrade, leaveDust } from "./book-trade";
import {
  balanceOf,
  type LiveOrder,
  moveAtVenue,
  post,
  venueFree,
  type World,
  type WorldBot,
} from "./money-world";

/** What a step found that must never be. */
export type Breach = string;

const STEP_MS = 60_000;
const WALL = wallMs(1_000_000);
const NOT_MADE = { positionId: "p", restMs: null } as const;

/** Moves a bot's market and lets everything happen that follows. Answers what broke. */
export function stepBot(world: World, bot: WorldBot, told: Told): readonly Breach[] {
  const { random } = world;
  world.now = plusMs(world.now, STEP_MS);
  move(bot, random);
  const breaches: Breach[] = [];
  if (bot.order) breaches.push(...matchAtVenue(world, bot, told));
  else if (bot.open) breaches.push(...decideHolding(world, bot, told));
  else if (random() < 0.8) decideEntry(world, bot);
  // what was sent takes its latency; most orders are matched by the next price, as a demo's are
  if (bot.order && random() < 0.7) breaches.push(...matchAtVenue(world, bot, told));
  return breaches;
}

/** What happened, for the figures. */
export type Told = {
  trades: number;
  closed: number;
  /** entries that ended below the smallest order by the venue's own doing */
  cutShort: number;
  /** the same by a halt, which takes every entry back at once */
  halted: number;
  /** how often an entry was not taken back because what it held could not have been sold */
  workedOn: number;
  stops: number;
  parts: number;
};

/** A walk with jumps, the deepest of which take the whole room of a gap at once. */
function move(bot: WorldBot, random: () => number): void {
  const kind = random();
  const width = kind < 0.9 ? 0.02 : 0.08;
  const { tickSize } = bot.rules;
  const moved = bot.price.times(1 + (random() * 2 - 1) * width);
  bot.price = maxOf(floorToStep(moved, tickSize), tickSize.times(1_000));
  if (bot.open)
    bot.open.levels = { ...bot.open.levels, highestPrice: maxOf(bot.open.levels.highestPrice, bot.price) };
}

function decideHolding(world: World, bot: WorldBot, told: Told): readonly Breach[] {
  const { open, rules } = bot;
  if (!open) return [];
  const hit = checkStops(open.levels, bot.price);
  if (hit) {
    told.stops += 1;
    return exitAll(world, bot, hit);
  }
  if (sellableAt(open.state.amount, open.levels.stopPrice, rules).isZero())
    return exitAll(world, bot, { reasonCode: "too_small", level: null });
  const chance = world.random();
  if (chance < 0.25)
    follow(world, bot, signal("sell", world.random() < 0.4 ? 0.1 + world.random() * 0.8 : 1));
  else if (chance < 0.5 && open.lots < bot.lots) decideEntry(world, bot);
  return [];
}

type Exit = { readonly reasonCode: string; readonly level: Decimal | null; readonly isHalted?: boolean };

/** What the watcher of stops asks for: everything, at market. Dust where nothing could be sold. */
function exitAll(world: World, bot: WorldBot, exit: Exit): readonly Breach[] {
  const { reasonCode, level, isHalted = false } = exit;
  const { open, rules } = bot;
  if (!open) return [];
  const amount = sellableAt(open.state.amount, bot.price, rules);
  if (amount.isZero()) {
    const isStranded =
      reasonCode === "too_small" || sellableAt(open.state.amount, open.levels.stopPrice, rules).isZero();
    if (isStranded) leaveDust(bot, isHalted);
    const isPromised = !isStranded && bot.price.gte(gapBelow(world, open.levels.stopPrice));
    return isPromised ? [`${bot.botId}: its stop could not sell ${open.state.amount.toFixed()}`] : [];
  }
  const reason = reasonCode === "take_profit" ? null : level;
  return send(world, bot, toExit(amount, bot.price, reasonCode), reason);
}

const gapBelow = ({ settings }: World, stopPrice: Decimal): Decimal =>
  stopPrice.times(ONE.minus(settings.gapRoom));

const toExit = (amount: Decimal, price: Decimal, reasonCode: string): OrderPlan => ({
  purpose: "exit",
  side: "sell",
  amount,
  referencePrice: price,
  type: "market",
  limitPrice: null,
  postOnly: false,
  reserve: amount,
  reasonCode,
  ...NOT_MADE,
});

const signal = (direction: "buy" | "sell", portion: number): StrategySignal => ({
  direction,
  score: 1,
  reasonCode: direction,
  words: direction,
  indicators: [],
  portion,
});

function decideEntry(world: World, bot: WorldBot): void {
  follow(world, bot, signal("buy", bot.lots === 1 ? 1 : 1 / bot.lots));
}

function follow(world: World, bot: WorldBot, wish: StrategySignal): void {
  const plan = planSignal(snapshotOf(world, bot), wish, true);
  if (plan.order) send(world, bot, plan.order, null);
}

function snapshotOf(world: World, bot: WorldBot): Snapshot {
  const { settings } = world;
  const { rules, price, open } = bot;
  const risk = settings.riskModes[bot.mode];
  const free = balanceOf(world, bot, "allocated", rules.quote);
  const base = balanceOf(world, bot, "allocated", rules.base);
  return {
    strategy: "none",
    params: {},
    candleMs: 60_000,
    intervalsBehind: 0,
    staleIntervals: 2,
    price,
    rules,
    window: {
      openAt: [],
      open: [],
      high: [],
      low: [],
      close: [],
      volume: [],
    } as unknown as Snapshot["window"],
    holding: open && { positionId: "p", sellable: minOf(base, open.state.amount), seen: seenOf(bot) },
    equity: free.plus(base.times(price)).toDecimalPlaces(18),
    weights: settings.weights,
    entryThreshold: toDecimal(settings.entryThreshold),
    entry: {
      book: "demo",
      botStatus: "running",
      orderWorking: false,
      freeQuote: free,
      held: base,
      mode: { paper: true, live: false, halted: false, entriesStopped: false },
      positionSize: toDecimal(risk.positionSize),
      positionCap: toDecimal(risk.positionCap),
      reserveBuffer: toDecimal(settings.reserveBuffer),
      stopRatio: toDecimal(risk.stop),
      gapRoom: toDecimal(settings.gapRoom),
      makerFirst: { above: toDecimal(settings.makerFirstAbove), restMs: 60_000 },
    },
  };
}

function seenOf({ open, price }: WorldBot) {
  const entryPrice = open ? entryPriceOf(open.state) : price;
  return { entryPrice, lots: open?.lots ?? 0, lastPrice: price, candlesHeld: 1 };
}

/** Reserves in the ledger and hands the order to the venue, which may refuse it by its own rules. */
function send(world: World, bot: WorldBot, plan: OrderPlan, stopPrice: Decimal | null): readonly Breach[] {
  const { exchange, rules, terms, botId } = bot;
  const { purpose, side, amount, type, limitPrice, postOnly, reserve, reasonCode } = plan;
  const asset = side === "buy" ? rules.quote : rules.base;
  const request: OrderRequest = {
    userId: "u",
    book: "demo",
    venue: exchange,
    clientOrderId: "o",
    symbol: rules.symbol,
    base: rules.base,
    quote: rules.quote,
    side,
    amount,
    type,
    limitPrice,
    postOnly,
    stopPrice,
    deadline: WALL,
  };
  const objection = objectToPaperOrder(request, viewOf(world, bot), terms);
  // a post-only entry that would take is refused, and decided anew; nothing else may be
  if (objection)
    return objection === terms.venue.postOnlyWords ? [] : [`${botId}: ${purpose} refused: ${objection}`];
  const facts = { free: venueFree(world, exchange, asset), last: bot.price, wallNow: WALL };
  const accepted = acceptOrder(request, facts, terms);
  if (accepted.kind !== "accepted" || accepted.status !== "open")
    return [`${botId}: ${purpose} not taken: ${accepted.reason}`];
  post(world, exchange, reservePostings(botId, asset, reserve));
  moveAtVenue(world, exchange, accepted.changes);
  const venue = {
    side,
    type,
    limitPrice,
    postOnly,
    stopPrice,
    amount,
    filled: ZERO,
    held: accepted.held,
    restingAt: null,
    queueAhead: null,
    matchAt: world.now,
  };
  bot.order = { purpose, reasonCode, reserved: reserve, spent: ZERO, venue };
  return [];
}

/** The price as the venue sees it; now and then only a part of an order finds someone to trade with. */
function viewOf(world: World, { price, rules, exchange, symbol, order }: WorldBot): MarketView {
  const half = rules.tickSize.times(Math.floor(world.random() * 3));
  const bid = maxOf(price.minus(half), rules.tickSize);
  const tick = { exchange, symbol, at: world.now, last: price, bid, ask: price.plus(half) };
  const wanted = order?.venue.amount ?? ZERO;
  const isThin = order !== null && world.random() < 0.3;
  // a tenth of the volume is ours
  const perMinute = wanted.times(Math.floor(world.random() * 12) + 1);
  const recent = isThin ? { perMinute, deviation: new Decimal("0.001") } : null;
  return { tick, book: null, recent, windowMs: 60_000, ownTraded: ZERO, traded: null };
}

function matchAtVenue(world: World, bot: WorldBot, told: Told): readonly Breach[] {
  const { order, exchange, rules } = bot;
  if (!order) return [];
  let isOver = matchOne(world, bot, order, told);
  const code = isOver || order.purpose !== "entry" ? null : barEntry(world);
  if (code !== null) {
    const { open } = bot;
    const gapRoom = toDecimal(world.settings.gapRoom);
    const held = open && { held: open.state.amount, stopPrice: open.levels.stopPrice, rules, gapRoom };
    isOver = mayCut(code, held);
    if (isOver) moveAtVenue(world, exchange, endOrder(order.venue, code, rules).changes);
    else told.workedOn += 1;
  }
  return isOver ? endOnRoad(world, bot, { told, isHalt: code !== null && isHalt(code) }) : [];
}

/** Now and then an entry's time is over, or its bot is paused; seldom everything is halted. */
function barEntry({ random }: World): EndCode | null {
  const chance = random();
  if (chance < 0.02) return "halted";
  if (chance < 0.1) return "bot_paused";
  return chance < 0.2 ? "rest_timeout" : null;
}

/** Answers whether the venue ended the order. */
function matchOne(world: World, bot: WorldBot, order: LiveOrder, told: Told): boolean {
  const { exchange, terms, rules } = bot;
  const free = venueFree(world, exchange, rules.quote);
  const matching = matchOrder(order.venue, viewOf(world, bot), terms, free);
  if (!matching) return false;
  moveAtVenue(world, exchange, matching.changes);
  order.venue = { ...order.venue, ...matching.order };
  for (const trade of matching.trades) if (bookTrade(world, bot, order, trade)) told.closed += 1;
  told.trades += matching.trades.length;
  const isOpen = matching.order.status === "open";
  if (isOpen && matching.trades.length > 0) told.parts += 1;
  return !isOpen;
}

type Ending = { readonly told: Told; readonly isHalt: boolean };

/** The order gives back what it did not spend; an entry cut short by a halt may leave what its stop could not sell. */
function endOnRoad(world: World, bot: WorldBot, { told, isHalt: isHalted }: Ending): readonly Breach[] {
  const { order, rules, open } = bot;
  if (!order) return [];
  const left = maxOf(order.reserved.minus(order.spent), ZERO);
  const asset = order.purpose === "entry" ? rules.quote : rules.base;
  post(world, bot.exchange, reservePostings(bot.botId, asset, left.neg()));
  bot.order = null;
  if (order.purpose !== "entry" || !open) return [];
  const { stopPrice } = open.levels;
  const { filled, amount } = order.venue;
  const canSell = (price: Decimal) => sellableAt(open.state.amount, price, rules).gt(0);
  if (filled.eq(amount) && !canSell(stopPrice))
    return [`${bot.botId}: bought all of ${amount.toFixed()}, which its stop cannot sell`];
  if (!filled.eq(amount) && !canSell(gapBelow(world, stopPrice))) {
    if (isHalted) told.halted += 1;
    else told.cutShort += 1;
    return exitAll(world, bot, { reasonCode: "too_small", level: null, isHalted });
  }
  return [];
}
