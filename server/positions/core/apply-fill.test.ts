import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
import { applyFill, emptyPosition, entryPriceOf, type FillFacts, type PositionState } from "./apply-fill";

const units = (min: bigint, max: bigint, scale: number) =>
  fc.bigInt({ min, max }).map((raw) => new Decimal(raw.toString()).div(new Decimal(10).pow(scale)));

const wish = fc.record({
  side: fc.constantFrom("buy" as const, "sell" as const),
  amount: units(1n, 10n ** 10n, 8),
  price: units(1n, 10n ** 12n, 6),
  /** below zero: a rebate */
  feeRatio: units(-500n, 10_000n, 6),
});

/** Turns wishes into fills that never sell more than is held; a last fill may empty the position. */
function toFills(
  wishes: readonly { side: "buy" | "sell"; amount: Decimal; price: Decimal; feeRatio: Decimal }[],
  close: boolean,
): FillFacts[] {
  let held = ZERO;
  const fills: FillFacts[] = [];
  const add = (side: "buy" | "sell", amount: Decimal, price: Decimal, feeRatio: Decimal) => {
    fills.push({ side, amount, price, fee: toStored(amount.times(price).times(feeRatio)), feeIn: "quote" });
    held = side === "buy" ? held.plus(amount) : held.minus(amount);
  };
  for (const { side, amount, price, feeRatio } of wishes) {
    const size = side === "buy" ? amount : Decimal.min(amount, held);
    if (size.gt(0)) add(side, size, price, feeRatio);
  }
  const last = wishes.at(-1);
  if (close && last && held.gt(0)) add("sell", held, last.price, last.feeRatio);
  return fills;
}

/** The oracle: first lots bought are the first sold, each lot with its price; fees are paid when they fall due. */
function fifo(fills: readonly FillFacts[]): { held: Decimal; openCost: Decimal; realised: Decimal } {
  const lots: { amount: Decimal; price: Decimal }[] = [];
  let realised = ZERO;
  for (const fill of fills) {
    realised = realised.minus(fill.fee);
    if (fill.side === "buy") {
      lots.push({ amount: fill.amount, price: fill.price });
      continue;
    }
    let left = fill.amount;
    while (left.gt(0)) {
      const lot = lots[0];
      if (!lot) throw new Error("oracle: sold more than held");
      const part = Decimal.min(left, lot.amount);
      realised = realised.plus(part.times(fill.price.minus(lot.price)));
      lot.amount = lot.amount.minus(part);
      left = left.minus(part);
      if (lot.amount.isZero()) lots.shift();
    }
  }
  return {
    held: sumOf(lots.map((lot) => lot.amount)),
    openCost: sumOf(lots.map((lot) => lot.amount.times(lot.price))),
    realised,
  };
}

const run = (fills: readonly FillFacts[]): PositionState =>
  fills.reduce((state, fill) => applyFill(state, fill).position, emptyPosition);

// Guards every P/L on the screen against an independent first-in-first-out book.
describe("applyFill", () => {
  it("holds exactly what the oracle holds after any fills", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 25 }), (wishes) => {
        const fills = toFills(wishes, false);
        expect(run(fills).amount.eq(fifo(fills).held)).toBe(true);
      }),
    );
  });

  it("realises exactly the oracle's profit once the position is flat", () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 25 }), (wishes) => {
        const fills = toFills(wishes, true);
        const position = run(fills);
        expect(position.amount.isZero()).toBe(true);
        expect(position.cost.isZero()).toBe(true);
        expect(position.realised.eq(fifo(fills).realised)).toBe(true);
      }),
    );
  });

  it("agrees with the oracle on realised + unrealised at any price, flat or not", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 25 }), units(1n, 10n ** 12n, 6), (wishes, price) => {
        const fills = toFills(wishes, false);
        const position = run(fills);
        const oracle = fifo(fills);
        const ours = position.realised.plus(position.amount.times(price).minus(position.cost));
        const theirs = oracle.realised.plus(oracle.held.times(price).minus(oracle.openCost));
        expect(ours.eq(theirs)).toBe(true);
      }),
    );
  });

  it("sums the fills' realised profits to the position's", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 25 }), (wishes) => {
        let state = emptyPosition;
        let total = ZERO;
        for (const fill of toFills(wishes, true)) {
          const after = applyFill(state, fill);
          total = total.plus(after.realised ?? ZERO);
          state = after.position;
        }
        expect(total.eq(state.realised)).toBe(true);
      }),
    );
  });

  it("takes a base fee from what was bought", () => {
    const fill: FillFacts = {
      side: "buy",
      amount: new Decimal("0.001"),
      price: new Decimal(50_000),
      fee: new Decimal("0.000001"),
      feeIn: "base",
    };
    const { position } = applyFill(emptyPosition, fill);
    expect(position.amount.toFixed()).toBe("0.000999");
    expect(position.cost.toFixed()).toBe("50");
    expect(position.feesQuote.toFixed()).toBe("0.05");
    expect(entryPriceOf(position).toFixed()).toBe("50000");
  });

  it("refuses to sell more than is held", () => {
    const fill: FillFacts = {
      side: "sell",
      amount: new Decimal(1),
      price: new Decimal(1),
      fee: ZERO,
      feeIn: "quote",
    };
    expect(() => applyFill(emptyPosition, fill)).toThrow("Invariant");
  });
});
