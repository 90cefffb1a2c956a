import { sellableAt } from "@/server/exchange/core/sellable";
import { type Decimal, STORED_SCALE, sumOf, ZERO } from "@/server/kernel/money";
import { type BookValue, type HoldingFact, valueBook } from "@/server/portfolio/core/value-book";
import type { World, WorldBot } from "./money-world";
import type { Breach } from "./trade-bot";

const HELD = new Set(["available", "allocated", "in_orders"]);

/** What must hold of a book after every step: its sums to the last digit, its stops, its dust, its ledger. */
export function checkWorld(world: World): readonly Breach[] {
  const value = valueOf(world);
  return [...checkSums(world, value), ...checkBots(world, value), ...checkLedger(world)];
}

const holdingOf = (bot: WorldBot, { amount, cost }: { amount: Decimal; cost: Decimal }): HoldingFact => ({
  ...{ botId: bot.botId, exchange: bot.exchange, symbol: bot.symbol },
  ...{ base: bot.rules.base, quote: bot.rules.quote, amount, cost },
});

function valueOf({ bots, accounts }: World): BookValue {
  const prices = new Map(bots.map((bot) => [`${bot.exchange} ${bot.symbol}`, bot.price]));
  return valueBook({
    balances: [...accounts.values()],
    positions: bots.flatMap((bot) =>
      bot.open ? [{ ...holdingOf(bot, bot.open.state), positionId: bot.botId }] : [],
    ),
    dust: bots.flatMap((bot) =>
      bot.dust.amount.isZero() && bot.dust.cost.isZero() ? [] : [holdingOf(bot, bot.dust)],
    ),
    bots,
    priceOf: (exchange, symbol) => prices.get(`${exchange} ${symbol}`) ?? null,
  });
}

/** Funded + realised + unrealised + dust's value − its cost = equity = the bots' and what is idle. */
function* checkSums({ bots }: World, { currencies, bots: values }: BookValue): Generator<Breach> {
  for (const { currency, funded, unrealised, dust, equity, idle } of currencies) {
    const own = bots.filter((bot) => bot.rules.quote === currency);
    const realised = sumOf(own.map((bot) => bot.realised));
    const made = funded
      .plus(realised)
      .plus(unrealised ?? "NaN")
      .plus(dust.value ?? "NaN")
      .minus(dust.cost);
    if (!equity || !made.eq(equity)) yield `${currency}: made ${made.toFixed()}, equity ${equity?.toFixed()}`;
    const held = sumOf(own.map((bot) => values.get(bot.botId)?.equity ?? ZERO)).plus(idle ?? "NaN");
    if (equity && equity.decimalPlaces() > STORED_SCALE)
      yield `${currency}: equity ${equity.toFixed()} cannot be stored`;
    if (!equity || !held.eq(equity)) yield `${currency}: held ${held.toFixed()}, equity ${equity?.toFixed()}`;
  }
}

function* checkBots({ bots }: World, { bots: values }: BookValue): Generator<Breach> {
  for (const bot of bots) {
    const { open, order, dust, rules, botId } = bot;
    const value = values.get(botId);
    const made = bot.capital
      .plus(bot.advanced)
      .plus(bot.realised)
      .plus(value?.unrealised ?? "NaN")
      .plus(value?.dust.value ?? "NaN")
      .minus(value?.dust.cost ?? "NaN");
    if (!value?.equity?.eq(made))
      yield `${botId}: made ${made.toFixed()}, equity ${value?.equity?.toFixed()}`;
    if (open && !order && sellableAt(open.state.amount, open.levels.stopPrice, rules).isZero())
      yield `${botId}: holds ${open.state.amount.toFixed()} that its stop cannot sell`;
    if (open && !dust.amount.isZero()) yield `${botId}: has a position and dust beside it`;
    if (bot.cutShort?.gte(1)) yield `${botId}: dust of ${bot.cutShort.toFixed()} smallest orders`;
    if (dust.amount.gte(rules.lotSize) && !bot.cutShort)
      yield `${botId}: dust of ${dust.amount.div(rules.lotSize).toFixed()} lots`;
  }
}

/** Per venue and asset the ledger holds what the venue says, and no account is below zero but those that must be. */
function* checkLedger({ accounts, venues }: World): Generator<Breach> {
  const held = new Map<string, Decimal>();
  for (const { exchange, asset, kind, balance, botKey } of accounts.values()) {
    if (!HELD.has(kind)) continue;
    const key = `${exchange} ${asset}`;
    held.set(key, (held.get(key) ?? ZERO).plus(balance));
    if (balance.lt(0)) yield `${exchange} ${kind} ${botKey}: ${balance.toFixed()} ${asset}`;
  }
  for (const [key, { free, used }] of venues) {
    const total = free.plus(used);
    if (!total.eq(held.get(key) ?? ZERO))
      yield `${key}: the venue has ${total.toFixed()}, the ledger ${held.get(key)?.toFixed()}`;
  }
}
