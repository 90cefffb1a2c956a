// One book of bots in memory: five exchanges' rules, three quote currencies, prices by chance. What happens in it is the
// production core's doing; the world only keeps what the database and the venue would.
import { leastCapital } from "@/server/bots/core/decide-creation";
import { venueRules } from "@/server/exchange/core/venue-rules";
import type { PaperOrder, Terms } from "@/server/exchange/paper/core/paper-order";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import { allocationPostings, depositPostings, type Posting } from "@/server/ledger/core/posting";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BalanceFact } from "@/server/portfolio/core/value-book";
import type { PositionState } from "@/server/positions/core/apply-fill";
import { noDust } from "@/server/positions/core/carry-fill";
import type { StopLevels } from "@/server/positions/core/check-stops";
import type { Dust } from "@/server/positions/core/dust";
import { defaultSettings } from "@/server/settings/core/settings";

const ROUND_UP = 0;
const LOTS_MOST = 3;
const BASES = ["ETH", "SOL", "PEPE", "XRP", "DOGE"] as const;
const QUOTES = ["home", "USDT", "BTC"] as const;
const MODES = ["safe", "balanced", "risky", "aggressive"] as const;

/** An order at the venue and in our books at once. */
export type LiveOrder = {
  readonly purpose: "entry" | "exit";
  readonly reasonCode: string;
  readonly reserved: Decimal;
  spent: Decimal;
  venue: PaperOrder;
};

export type WorldBot = {
  readonly botId: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly rules: MarketRules;
  readonly terms: Terms;
  readonly mode: (typeof MODES)[number];
  readonly lots: number;
  readonly capital: Decimal;
  price: Decimal;
  open: { state: PositionState; levels: StopLevels; lots: number } | null;
  order: LiveOrder | null;
  dust: Dust;
  /** set where dust was left by a halt: what it was worth in smallest orders when it was left */
  cutShort: Decimal | null;
  realised: Decimal;
  advanced: Decimal;
};

export type World = {
  readonly random: () => number;
  readonly bots: readonly WorldBot[];
  /** the ledger's accounts by "exchange kind bot asset" */
  readonly accounts: Map<string, BalanceFact & { readonly exchange: ExchangeName }>;
  /** the venues' own books by "exchange asset" */
  readonly venues: Map<string, { free: Decimal; used: Decimal }>;
  readonly settings: typeof defaultSettings;
  now: MarketMs;
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fresh book: one bot at each exchange, each currency in it, every bot with its capital or with the least there is. */
export function openWorld(seed: number): World {
  const random = randomFrom(seed);
  const bots = exchangeNames.map((exchange, at) => toBot(random, exchange, at, seed));
  const world: World = {
    random,
    bots,
    accounts: new Map(),
    venues: new Map(),
    settings: defaultSettings,
    now: marketMs(0),
  };
  for (const { botId, exchange, rules, capital } of bots) {
    const funded = capital.times(2.5);
    post(world, exchange, depositPostings(rules.quote, funded));
    post(world, exchange, allocationPostings(botId, rules.quote, capital));
    moveAtVenue(world, exchange, [{ asset: rules.quote, free: funded, used: ZERO }]);
  }
  return world;
}

function toBot(random: () => number, exchange: ExchangeName, at: number, seed: number): WorldBot {
  const { homeQuote, minNotional, ...fees } = exchangeDefaults[exchange];
  // an account's own tier, with more digits than a price list has
  const tier = new Decimal(50 + Math.floor(random() * 100)).div(100);
  const [makerFee, takerFee] = [fees.makerFee.times(tier), fees.takerFee.times(tier)];
  const wanted = QUOTES[(at + seed) % QUOTES.length] ?? "home";
  const quote = wanted === "home" ? homeQuote : wanted;
  const base = BASES[at] ?? "ETH";
  const power = Math.floor(random() * 12) - 7 - (quote === "BTC" ? 2 : 0);
  const price = new Decimal(1_000 + Math.floor(random() * 8_999))
    .div(1_000)
    .times(new Decimal(10).pow(power));
  // worth a tenth of a unit of quote or much less, as exchanges cut their lots
  const lotSize = new Decimal(10).pow(-Math.max(-6, power + 2 + Math.floor(random() * 7)));
  const rules: MarketRules = {
    exchange,
    symbol: `${base}/${quote}`,
    base,
    quote,
    makerFee,
    takerFee,
    lotSize,
    tickSize: new Decimal(10).pow(power - 5),
    minAmount: lotSize.times(1 + Math.floor(random() * 20)),
    minNotional: quote === homeQuote ? minNotional : new Decimal(quote === "BTC" ? "0.0001" : "5"),
  };
  const mode = MODES[Math.floor(random() * MODES.length)] ?? "safe";
  const lots = random() < 0.5 ? 1 : 1 + Math.floor(random() * LOTS_MOST);
  const capital = capitalOf(random, { rules, price, mode, lots });
  const { paperHalfSpread, paperSlippage } = defaultSettings;
  const model = { halfSpread: toDecimal(paperHalfSpread), slippage: toDecimal(paperSlippage) };
  return {
    botId: `${exchange}-${base}`,
    exchange,
    symbol: rules.symbol,
    rules,
    price,
    mode,
    lots,
    capital,
    terms: { rules, venue: venueRules[exchange], model },
    open: null,
    order: null,
    dust: noDust,
    cutShort: null,
    realised: ZERO,
    advanced: ZERO,
  };
}

type Wish = Pick<WorldBot, "rules" | "price" | "mode" | "lots">;

/**
 * A third of the bots have the least capital that creating them names, rounded as its sentence does; a third what is left
 * of about that after losses, so that the last entries that still pass are tried; the rest have more.
 */
function capitalOf(random: () => number, { rules, price, mode, lots }: Wish): Decimal {
  const { positionSize, positionCap, stop } = defaultSettings.riskModes[mode];
  const least = leastCapital(rules, {
    price,
    positionSize: toDecimal(positionSize).div(lots),
    positionCap: toDecimal(positionCap),
    stop: toDecimal(stop),
    reserveBuffer: toDecimal(defaultSettings.reserveBuffer),
    gapRoom: toDecimal(defaultSettings.gapRoom),
  });
  const named = (least ?? ZERO).toDecimalPlaces(least?.lt(1) ? 8 : 2, ROUND_UP);
  const kind = random();
  if (kind < 1 / 3) return named;
  if (kind < 2 / 3)
    return named
      .times(Math.floor(600 + random() * 600))
      .div(1_000)
      .toDecimalPlaces(8);
  return named.times(1 + Math.floor(random() * 200));
}

/** Books ledger lines as the database does. */
export function post(world: World, exchange: ExchangeName, postings: readonly Posting[]): void {
  for (const { amount, ...account } of postings) {
    const key = `${exchange} ${account.kind} ${account.botKey} ${account.asset}`;
    const balance = (world.accounts.get(key)?.balance ?? ZERO).plus(amount);
    world.accounts.set(key, { ...account, exchange, balance });
  }
}

export const balanceOf = ({ accounts }: World, bot: WorldBot, kind: string, asset: string): Decimal =>
  accounts.get(`${bot.exchange} ${kind} ${bot.botId} ${asset}`)?.balance ?? ZERO;

type Change = { readonly asset: string; readonly free: Decimal; readonly used: Decimal };

/** Moves money at the venue as it says itself. */
export function moveAtVenue(world: World, exchange: ExchangeName, changes: readonly Change[]): void {
  for (const { asset, free, used } of changes) {
    const key = `${exchange} ${asset}`;
    const known = world.venues.get(key) ?? { free: ZERO, used: ZERO };
    world.venues.set(key, { free: known.free.plus(free), used: known.used.plus(used) });
  }
}

export const venueFree = ({ venues }: World, exchange: ExchangeName, asset: string): Decimal =>
  venues.get(`${exchange} ${asset}`)?.free ?? ZERO;
