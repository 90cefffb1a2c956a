import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal, sumOf } from "@/server/kernel/money";
import { type BookLevel, findBookFlaw, type OrderBook, walkBook } from "./order-book";

const level = (price: number, amount: number): BookLevel => ({
  price: new Decimal(price),
  amount: new Decimal(amount),
});
const bookOf = (bids: readonly BookLevel[], asks: readonly BookLevel[]): OrderBook => ({
  at: marketMs(0),
  bids,
  asks,
});

const cents = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => new Decimal(value).div(100));
/** A sound book: prices in cents around 100, up to 12 levels a side. */
const anyBook = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), cents(1, 5_000)), { maxLength: 12 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), cents(1, 5_000)), { maxLength: 12 }),
  )
  .map(([bids, asks]) => bookOf(ladder(bids, -1), ladder(asks, 1)));

function ladder(steps: readonly (readonly [number, Decimal])[], direction: 1 | -1): readonly BookLevel[] {
  let price = 10_000;
  return steps.map(([step, amount]) => {
    price += direction * step;
    return { price: new Decimal(price).div(100), amount };
  });
}

const anySide = fc.constantFrom("buy" as const, "sell" as const);
const anyAmount = cents(1, 40_000);
const costOf = (fills: readonly BookLevel[]): Decimal =>
  sumOf(fills.map(({ price, amount }) => price.times(amount)));

describe("walking a book", () => {
  const book = bookOf([level(99, 1), level(98, 5)], [level(100, 1), level(101, 2), level(105, 10)]);

  test("takes level after level from the touch on, the last one in part", () => {
    const walk = walkBook(book, "buy", new Decimal(4));
    expect(walk.fills).toEqual([level(100, 1), level(101, 2), level(105, 1)]);
    expect(walk).toMatchObject({ filled: new Decimal(4), worstPrice: new Decimal(105) });
    expect(walkBook(book, "sell", new Decimal(2)).fills).toEqual([level(99, 1), level(98, 1)]);
  });

  test("takes no more than there is, and nothing for an amount of zero or an empty side", () => {
    expect(walkBook(book, "sell", new Decimal(100))).toMatchObject({ filled: new Decimal(6) });
    for (const walk of [
      walkBook(book, "buy", new Decimal(0)),
      walkBook(bookOf([], []), "sell", new Decimal(1)),
    ])
      expect(walk).toEqual({ fills: [], filled: new Decimal(0), worstPrice: null });
  });

  test("conserves amounts: filled = sum of fills ≤ asked, no level gives more than it holds, all or all there is", () => {
    fc.assert(
      fc.property(anyBook, anySide, anyAmount, (any, side, amount) => {
        const { fills, filled } = walkBook(any, side, amount);
        const levels = side === "buy" ? any.asks : any.bids;
        const there = sumOf(levels.map((one) => one.amount));
        expect(filled.eq(sumOf(fills.map((fill) => fill.amount)))).toBe(true);
        expect(filled.eq(Decimal.min(amount, there))).toBe(true);
        fills.forEach((fill, index) => {
          expect(fill.amount.gt(0) && fill.amount.lte(levels[index]?.amount ?? 0)).toBe(true);
          expect(fill.price.eq(levels[index]?.price ?? 0)).toBe(true);
        });
      }),
    );
  });

  test("never fills better than the touch, and each fill is no better than the one before", () => {
    fc.assert(
      fc.property(anyBook, anySide, anyAmount, (any, side, amount) => {
        const { fills, worstPrice } = walkBook(any, side, amount);
        const worse = (a: Decimal, b: Decimal): boolean => (side === "buy" ? a.gte(b) : a.lte(b));
        const touch = (side === "buy" ? any.asks : any.bids)[0]?.price;
        fills.forEach((fill, index) => {
          expect(worse(fill.price, fills[index - 1]?.price ?? touch ?? fill.price)).toBe(true);
          expect(worstPrice && worse(worstPrice, fill.price)).toBe(true);
        });
      }),
    );
  });

  test("a larger order never has a better average price, and costs more in all", () => {
    fc.assert(
      fc.property(anyBook, anySide, anyAmount, anyAmount, (any, side, a, b) => {
        const [small, large] = [Decimal.min(a, b), Decimal.max(a, b)].map((amount) =>
          walkBook(any, side, amount),
        );
        if (!small || !large || small.filled.isZero()) return;
        const [smallCost, largeCost] = [costOf(small.fills), costOf(large.fills)];
        expect(largeCost.gte(smallCost)).toBe(true);
        // averages compared without division: exact
        const difference = largeCost.times(small.filled).minus(smallCost.times(large.filled));
        expect(side === "buy" ? difference.gte(0) : difference.lte(0)).toBe(true);
      }),
    );
  });
});

describe("a book is refused", () => {
  test.each([
    ["not-a-number", bookOf([level(99, Number.NaN)], [level(100, 1)])],
    ["not-positive", bookOf([level(99, 0)], [level(100, 1)])],
    ["not-positive", bookOf([level(-1, 1)], [level(100, 1)])],
    ["crossed-book", bookOf([level(100, 1)], [level(100, 1)])],
    ["crossed-book", bookOf([level(101, 1)], [level(100, 1)])],
    ["out-of-order", bookOf([level(98, 1), level(99, 1)], [level(100, 1)])],
    ["out-of-order", bookOf([level(98, 1)], [level(100, 1), level(100, 2)])],
  ])("as %s", (flaw, book) => {
    expect(findBookFlaw(book)).toBe(flaw);
  });

  test("but not one that is sound", () => {
    fc.assert(
      fc.property(anyBook, (any) => {
        expect(findBookFlaw(any)).toBeNull();
      }),
    );
  });
});
