import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, sumOf, ZERO } from "@/server/kernel/money";
import {
  allocationPostings,
  depositPostings,
  type Posting,
  reservePostings,
  spentByFill,
  tradePostings,
} from "./posting";

const units = (min: bigint, max: bigint, scale: number) =>
  fc.bigInt({ min, max }).map((raw) => new Decimal(raw.toString()).div(new Decimal(10).pow(scale)));
const amount = units(1n, 10n ** 15n, 8);
const price = units(1n, 10n ** 13n, 6);
const fee = units(0n, 10n ** 10n, 12);

const trade = fc.record({
  botId: fc.constant("bot"),
  side: fc.constantFrom("buy" as const, "sell" as const),
  base: fc.constant("BTC"),
  quote: fc.constant("USDT"),
  amount,
  price,
  fee,
  feeAsset: fc.constantFrom("BTC", "USDT"),
  reservedLeft: units(0n, 10n ** 16n, 8),
});

const perAsset = (postings: readonly Posting[]) =>
  [...Map.groupBy(postings, ({ asset }) => asset).values()].map((lines) =>
    sumOf(lines.map((line) => line.amount)),
  );
const held = (postings: readonly Posting[], asset: string) =>
  sumOf(
    postings
      .filter((line) => line.asset === asset && ["available", "allocated", "in_orders"].includes(line.kind))
      .map((line) => line.amount),
  );

// Guards the double entry: money is moved, never made.
describe("postings", () => {
  it("sum to zero per asset, whatever the trade", () => {
    fc.assert(fc.property(trade, (facts) => perAsset(tradePostings(facts)).every((sum) => sum.isZero())));
    fc.assert(
      fc.property(amount, (value) =>
        [
          depositPostings("ZAR", value),
          allocationPostings("b", "ZAR", value),
          reservePostings("b", "ZAR", value.neg()),
        ]
          .flatMap(perAsset)
          .every((sum) => sum.isZero()),
      ),
    );
  });

  it("change the holding by exactly what was bought, sold and taken as a fee in that asset", () => {
    fc.assert(
      fc.property(trade, (facts) => {
        const sign = facts.side === "buy" ? 1 : -1;
        const quoteAmount = facts.amount.times(facts.price);
        const feeIn = (asset: string) => (facts.feeAsset === asset ? facts.fee : ZERO);
        const postings = tradePostings(facts);
        expect(held(postings, "BTC").eq(facts.amount.times(sign).minus(feeIn("BTC")))).toBe(true);
        expect(held(postings, "USDT").eq(quoteAmount.times(-sign).minus(feeIn("USDT")))).toBe(true);
      }),
    );
  });

  it("take from the reservation first and never more than it holds", () => {
    fc.assert(
      fc.property(trade, (facts) => {
        const taken = sumOf(
          tradePostings(facts)
            .filter(({ kind }) => kind === "in_orders")
            .map((line) => line.amount),
        ).neg();
        expect(taken.lte(facts.reservedLeft)).toBe(true);
        expect(taken.lte(spentByFill(facts))).toBe(true);
        expect(taken.eq(facts.reservedLeft) || taken.eq(spentByFill(facts))).toBe(true);
      }),
    );
  });

  it("take from the bot no more than it has free: the rest of a price gap is the pool's", () => {
    const free = fc.integer({ min: 0, max: 1_000 }).map((value) => new Decimal(value));
    fc.assert(
      fc.property(trade, free, (facts, freeLeft) => {
        const paidAsset = facts.side === "buy" ? "USDT" : "BTC";
        const of = (wanted: string, lines: readonly Posting[]) =>
          sumOf(
            lines
              .filter(({ kind, asset, amount }) => kind === wanted && asset === paidAsset && amount.lt(0))
              .map(({ amount }) => amount),
          ).neg();
        const postings = tradePostings({ ...facts, freeLeft });
        expect(perAsset(postings).every((sum) => sum.isZero())).toBe(true);
        expect(of("allocated", postings).lte(freeLeft)).toBe(true);
        const paid = ["in_orders", "allocated", "available"].map((kind) => of(kind, postings));
        expect(sumOf(paid).eq(spentByFill(facts))).toBe(true);
      }),
    );
  });

  it("refuse a fee in a third asset instead of losing it", () => {
    const facts = {
      botId: "b",
      side: "buy" as const,
      base: "BTC",
      quote: "USDT",
      amount: new Decimal(1),
      price: new Decimal(1),
    };
    expect(() =>
      tradePostings({ ...facts, fee: new Decimal(1), feeAsset: "BNB", reservedLeft: ZERO }),
    ).toThrow("third asset");
  });
});
