import { sellableAt } from "@/server/exchange/core/sellable";
import { Decimal, STORED_SCALE, sumOf, ZERO } from "@/server/kernel/money";
import {
  type BookValue,
  type BotValue,
  type HoldingFact,
  valueBook,
} from "@/server/portfolio/core/value-book";
import type { World, WorldBot } from "./money-world";
import type { Breach } from "./trade-bot";

const HELD = new Set(["available", "allocated", "in_orders"]);

/** What must hold of a book after every step: its sums to the last digit, its stops, its dust, its ledger. */
export function checkWorld(world: World): readonly Breach[] {
  const value = valueWorld(world);
  return [...checkSums(world, value), ...checkBots(world, value), ...checkLedger(world)];
}

const holdingOf = (bot: WorldBot, { amount, cost }: { amount: Decimal; cost: Decimal }): HoldingFact => ({
  botId: bot.botId,
  exchange: bot.exchange,
  symbol: bot.symbol,
  base: bot.rules.base,
  quote: bot.rules.quote,
  amount,
  cost,
});

function valueWorld({ bots, accounts }: World): BookValue {
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

/** Null where a price is missing, which none is here: then no sum holds. */
const known = (value: Decimal | null | undefined): Decimal => value ?? new Decimal(Number.NaN);

const differ = (what: string, one: Decimal, other: Decimal): readonly Breach[] =>
  one.eq(other) ? [] : [`${what}: ${one.toFixed()} is not ${other.toFixed()}`];

/** Funded + realised + unrealised + dust's value − its cost = equity = the bots' and what is idle. */
const checkSums = ({ bots }: World, { currencies, bots: values }: BookValue): readonly Breach[] =>
  currencies.flatMap(({ currency, funded, unrealised, dust, equity, idle }) => {
    const own = bots.filter((bot) => bot.rules.quote === currency);
    const realised = sumOf(own.map((bot) => bot.realised));
    const made = sumOf([funded, realised, known(unrealised), known(dust.value), dust.cost.neg()]);
    const held = sumOf([known(idle), ...own.map((bot) => known(values.get(bot.botId)?.equity))]);
    return [
      ...differ(`${currency}, what was made and equity`, made, known(equity)),
      ...differ(`${currency}, the bots with what is idle and equity`, held, known(equity)),
      ...(known(equity).decimalPlaces() > STORED_SCALE ? [`${currency}: equity cannot be stored`] : []),
    ];
  });

const checkBots = ({ bots }: World, { bots: values }: BookValue): readonly Breach[] =>
  bots.flatMap((bot) => [...checkBot(bot, values.get(bot.botId)), ...checkDust(bot)]);

function checkBot(bot: WorldBot, value: BotValue | undefined): readonly Breach[] {
  const { botId, open, order, capital, advanced, realised } = bot;
  const { dust, unrealised, equity } = value ?? {};
  const made = [capital, advanced, realised, known(unrealised), known(dust?.value), known(dust?.cost).neg()];
  const isStuck = open && !order && sellableAt(open.state.amount, open.levels.stopPrice, bot.rules).isZero();
  return [
    ...differ(`${botId}, what it made and its equity`, sumOf(made), known(equity)),
    ...(isStuck ? [`${botId}: holds ${open.state.amount.toFixed()} that its stop cannot sell`] : []),
  ];
}

function* checkDust({ botId, open, dust, rules, cutShort }: WorldBot): Generator<Breach> {
  if (open && !dust.amount.isZero()) yield `${botId}: has a position and dust beside it`;
  if (cutShort?.gte(1)) yield `${botId}: dust of ${cutShort.toFixed()} smallest orders`;
  if (dust.amount.gte(rules.lotSize) && !cutShort)
    yield `${botId}: dust of ${dust.amount.div(rules.lotSize).toFixed()} lots`;
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
