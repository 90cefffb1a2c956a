// What execution does with one trade of the venue: ledger, position, dust.
import type { PaperTrade } from "@/server/exchange/paper/core/paper-order";
import { floorToStep, maxOf, minOf, toDecimal, ZERO } from "@/server/kernel/money";
import { spentByFill, tradePostings } from "@/server/ledger/core/posting";
import { entryPriceOf, type PositionState } from "@/server/positions/core/apply-fill";
import { carryFill, noDust } from "@/server/positions/core/carry-fill";
import { placeStops, type StopLevels } from "@/server/positions/core/check-stops";
import { balanceOf, type LiveOrder, post, type World, type WorldBot } from "./money-world";

/** Books a trade of the bot's order; answers whether it closed the position. */
export function bookTrade(world: World, bot: WorldBot, order: LiveOrder, trade: PaperTrade): boolean {
  const { rules, exchange, botId } = bot;
  const { side } = order.venue;
  const facts = { ...trade, side, base: rules.base, quote: rules.quote };
  const reservedLeft = maxOf(order.reserved.minus(order.spent), ZERO);
  const freeLeft = balanceOf(world, bot, "allocated", side === "buy" ? rules.quote : rules.base);
  const postings = tradePostings({ ...facts, botId, reservedLeft, freeLeft });
  post(world, exchange, postings);
  for (const line of postings) if (line.kind === "available") bot.advanced = bot.advanced.minus(line.amount);
  order.spent = order.spent.plus(spentByFill(facts));
  return carryTrade(world, bot, order, trade);
}

function carryTrade(world: World, bot: WorldBot, order: LiveOrder, trade: PaperTrade): boolean {
  const { open, rules } = bot;
  const { amount, price, fee, feeAsset } = trade;
  const feeIn = feeAsset === rules.base ? ("base" as const) : ("quote" as const);
  const fill = { side: order.venue.side, amount, price, fee, feeIn };
  const from = { dust: open ? noDust : bot.dust, lotSize: rules.lotSize };
  const { state, realised, change } = carryFill(open?.state ?? null, fill, from);
  bot.realised = bot.realised.plus(realised ?? ZERO);
  if (change === "closed") {
    bot.dust = { amount: state.amount, cost: state.cost };
    bot.open = null;
    return true;
  }
  if (change === "opened") {
    bot.dust = noDust;
    bot.cutShort = null;
  }
  const isWhole = order.purpose === "entry" && order.venue.filled.eq(order.venue.amount);
  const levels = change === "reduced" && open ? open.levels : levelsOf(world, bot, state, trade);
  bot.open = { state, levels, lots: (open?.lots ?? 0) + (isWhole ? 1 : 0) };
  return false;
}

function levelsOf(
  { settings }: World,
  { open, mode }: WorldBot,
  state: PositionState,
  { price }: PaperTrade,
): StopLevels {
  const { takeProfit, trailingStop, riskModes } = settings;
  const entryPrice = entryPriceOf(state);
  const placed = placeStops(entryPrice, {
    stop: toDecimal(riskModes[mode].stop),
    target: toDecimal(takeProfit),
    trailing: toDecimal(trailingStop),
  });
  return { ...placed, entryPrice, highestPrice: maxOf(open?.levels.highestPrice ?? price, price) };
}

/** Nothing could sell what is held: it is dust from here on. What a halt left of it is told apart. */
export function leaveDust(bot: WorldBot, isHalted: boolean): void {
  if (!bot.open) return;
  const { amount, cost } = bot.open.state;
  const { minAmount, minNotional } = bot.rules;
  bot.dust = { amount, cost };
  bot.open = null;
  if (!isHalted) return;
  // an order is of whole lots
  const lots = floorToStep(amount, bot.rules.lotSize);
  const value = minNotional.isZero() ? lots.div(minAmount) : lots.times(bot.price).div(minNotional);
  bot.cutShort = minOf(lots.div(minAmount), value);
}
