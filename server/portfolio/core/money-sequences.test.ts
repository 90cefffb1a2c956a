// Ten thousand lives of a book: whatever is done to it, no money comes from nowhere.
import fc from "fast-check";
import { expect, it } from "vitest";
import { Decimal, sumOf, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import {
  allocationPostings,
  depositPostings,
  type Posting,
  tradePostings,
} from "@/server/ledger/core/posting";
import { planRebalance } from "./plan-rebalance";

const VENUES = ["luno", "binance", "kraken"] as const;
type Venue = (typeof VENUES)[number];
const SEQUENCES = 10_000;

type Bot = {
  readonly id: string;
  readonly venue: Venue;
  realised: Decimal;
  given: Decimal;
  lives: boolean;
};
type Book = {
  /** the ledger by "venue kind bot asset" */
  readonly accounts: Map<string, Decimal>;
  /** what the venue itself says, moved by deposits, trades and fees alone, by "venue asset" */
  readonly venues: Map<string, Decimal>;
  readonly bots: Bot[];
};

const add = (to: Map<string, Decimal>, key: string, amount: Decimal) =>
  to.set(key, (to.get(key) ?? ZERO).plus(amount));
const balance = (book: Book, venue: Venue, kind: string, bot: string, asset: string) =>
  book.accounts.get(`${venue} ${kind} ${bot} ${asset}`) ?? ZERO;

function post(book: Book, venue: Venue, postings: readonly Posting[]): void {
  for (const { kind, botKey, asset, amount } of postings)
    add(book.accounts, `${venue} ${kind} ${botKey} ${asset}`, amount);
}

type Step = {
  readonly act: string;
  readonly venue: Venue;
  readonly bot: number;
  readonly size: number;
  readonly move: number;
};

const acts: { readonly [act: string]: (book: Book, step: Step) => void } = {
  inject: (book, { venue, size }) => fund(book, venue, new Decimal(size)),
  withdraw: (book, { venue, size }) => {
    const pool = balance(book, venue, "available", "", "Q");
    fund(book, venue, Decimal.min(pool, size).neg());
  },
  spawn: (book, { venue, size }) => {
    if (balance(book, venue, "available", "", "Q").lt(size) || size === 0) return;
    const id = `bot${book.bots.length}`;
    post(book, venue, allocationPostings(id, "Q", new Decimal(size)));
    book.bots.push({ id, venue, realised: ZERO, given: ZERO, lives: true });
  },
  trade: (book, { bot, size, move }) => {
    const one = book.bots[bot % Math.max(1, book.bots.length)];
    if (one?.lives) roundTrip(book, one, { size, move });
  },
  remove: (book, { bot }) => {
    const one = book.bots[bot % Math.max(1, book.bots.length)];
    if (one) one.lives = false;
  },
  rebalance: (book, { venue }) => rebalance(book, venue),
};

function fund(book: Book, venue: Venue, amount: Decimal): void {
  if (amount.isZero()) return;
  post(book, venue, depositPostings("Q", amount));
  add(book.venues, `${venue} Q`, amount);
}

/** Buys for a part of what the bot has free and sells it all at another price, with a fee each way. */
function roundTrip(book: Book, bot: Bot, { size, move }: { size: number; move: number }): void {
  const free = balance(book, bot.venue, "allocated", bot.id, "Q");
  const price = toDecimal("3.7");
  const amount = free.times(size).div(10_000).div(price).times("0.5").toDecimalPlaces(8, Decimal.ROUND_DOWN);
  if (amount.isZero()) return;
  const exit = price.times(new Decimal(100 + move).div(100));
  for (const side of ["buy", "sell"] as const) {
    const at = side === "buy" ? price : exit;
    const worth = toStored(amount.times(at));
    const fee = toStored(worth.times("0.001"));
    const freeLeft = balance(book, bot.venue, "allocated", bot.id, side === "buy" ? "Q" : "B");
    post(
      book,
      bot.venue,
      tradePostings({
        botId: bot.id,
        side,
        base: "B",
        quote: "Q",
        amount,
        price: at,
        fee,
        feeAsset: "Q",
        reservedLeft: ZERO,
        freeLeft,
      }),
    );
    const [quote, base] = side === "buy" ? [worth.plus(fee).neg(), amount] : [worth.minus(fee), amount.neg()];
    add(book.venues, `${bot.venue} Q`, quote);
    add(book.venues, `${bot.venue} B`, base);
    bot.realised = bot.realised.plus(quote);
  }
}

function rebalance(book: Book, venue: Venue): void {
  const here = book.bots.filter((bot) => bot.venue === venue);
  const plan = planRebalance({
    exchange: venue,
    currency: "Q",
    least: toDecimal("1"),
    best: 5,
    bots: here.map((bot, at) => ({
      botId: bot.id,
      realised: bot.realised,
      given: bot.given,
      free: bot.lives ? balance(book, venue, "allocated", bot.id, "Q") : ZERO,
      runs: bot.lives,
      score: bot.lives ? at : null,
    })),
  });
  for (const line of plan.lines) {
    post(book, venue, allocationPostings(line.botId, "Q", line.received.minus(line.given)));
    const bot = here.find(({ id }) => id === line.botId);
    if (bot) bot.given = bot.given.plus(line.given);
  }
}

/** What is wrong with a book; nothing where all adds up. */
const faultsOf = (book: Book): readonly string[] =>
  VENUES.flatMap((venue) => ["Q", "B"].flatMap((asset) => faultsAt(book, venue, asset)));

function faultsAt({ accounts, venues }: Book, venue: Venue, asset: string): readonly string[] {
  const own = [...accounts].filter(([key]) => key.startsWith(`${venue} `) && key.endsWith(` ${asset}`));
  const held = own.filter(([key]) => / (available|allocated|in_orders) /.test(key));
  const faults = held.filter(([, amount]) => amount.lt(0)).map(([key]) => `${key} is below zero`);
  if (!sumOf(own.map(([, amount]) => amount)).isZero()) faults.push(`${venue} ${asset} does not sum to zero`);
  const difference = sumOf(held.map(([, amount]) => amount)).minus(venues.get(`${venue} ${asset}`) ?? ZERO);
  if (difference.toFixed() !== "0") faults.push(`${venue} ${asset}: difference ${difference.toFixed()}`);
  return faults;
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    "spawn",
    "spawn",
    "trade",
    "trade",
    "trade",
    "rebalance",
    "inject",
    "withdraw",
    "remove",
  ),
  venue: fc.constantFrom(...VENUES),
  bot: fc.nat(20),
  size: fc.nat(10_000),
  move: fc.integer({ min: -20, max: 30 }),
});

it("each venue's account changes by declared funding, trades and fees alone: ledger difference 0", () => {
  let [moved, traded] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) => {
      const book: Book = { accounts: new Map(), venues: new Map(), bots: [] };
      for (const venue of VENUES) fund(book, venue, new Decimal(20_000));
      for (const one of steps) {
        const before = new Map(book.venues);
        acts[one.act]?.(book, one);
        if (["spawn", "rebalance", "remove"].includes(one.act)) expect(book.venues).toEqual(before);
      }
      moved += book.bots.filter(({ given }) => !given.isZero()).length;
      traded += book.bots.filter(({ realised }) => !realised.isZero()).length;
      expect(faultsOf(book)).toEqual([]);
    }),
    { numRuns: SEQUENCES },
  );
  // it would show nothing if nothing happened
  expect(moved).toBeGreaterThan(500);
  expect(traded).toBeGreaterThan(10_000);
}, 120_000);
