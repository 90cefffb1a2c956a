import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
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

const plainTrade = fc.record({
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

/** A fee that is taken, or a rebate: a part of what is traded, paid by the venue. */
const trade = fc.tuple(plainTrade, fc.option(units(1n, 500n, 6))).map(([facts, rebate]) => {
  if (rebate === null) return facts;
  const of = facts.feeAsset === "BTC" ? facts.amount : toStored(facts.amount.times(facts.price));
  return { ...facts, fee: toStored(of.times(rebate)).neg() };
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

  const coinTrade = fc.record({
    facts: trade,
    worth: fc.option(fee),
    inPool: fee,
    freeLeft: units(0n, 10n ** 12n, 8),
  });
  const sumIn = (postings: readonly Posting[], asset: string, ...kinds: readonly string[]) =>
    sumOf(
      postings.filter((line) => line.asset === asset && kinds.includes(line.kind)).map((line) => line.amount),
    );

  it("take a fee in a third coin from the pool's coins, and conserve every asset", () => {
    fc.assert(
      fc.property(coinTrade, ({ facts, worth, inPool, freeLeft }) => {
        const own = { ...facts, feeAsset: "BNB" };
        const postings = tradePostings({ ...own, freeLeft, coin: { worth, inPool } });
        expect(perAsset(postings).every((sum) => sum.isZero())).toBe(true);
        // what the venue took of the coin is gone, as far as it was known here
        expect(held(postings, "BNB").neg().eq(Decimal.min(facts.fee, inPool))).toBe(true);
        expect(sumIn(postings, "BNB", "fees").eq(facts.fee)).toBe(true);
        // the trade itself moves what it moves without a fee
        const sign = facts.side === "buy" ? 1 : -1;
        expect(held(postings, "BTC").eq(facts.amount.times(sign))).toBe(true);
        expect(held(postings, "USDT").eq(facts.amount.times(facts.price).times(-sign))).toBe(true);
      }),
    );
  });

  it("make the worth of such a fee the cost of its trade: put into its currency, and taken out of the coin's", () => {
    fc.assert(
      fc.property(coinTrade, ({ facts, worth, inPool }) => {
        const postings = tradePostings({ ...facts, feeAsset: "BNB", coin: { worth, inPool } });
        const putIn = (asset: string) => sumIn(postings, asset, "funding").neg();
        if (facts.fee.isZero()) return;
        expect(putIn("USDT").eq(worth ?? ZERO)).toBe(true);
        // with a price the coin's own currency neither wins nor loses; without one the fee is its loss
        const lost = putIn("BNB").minus(held(postings, "BNB"));
        expect(lost.eq(worth ? ZERO : facts.fee)).toBe(true);
      }),
    );
  });

  it("let a bot pay for such a fee no more than it has left", () => {
    fc.assert(
      fc.property(coinTrade, ({ facts, worth, inPool, freeLeft }) => {
        const buy = { ...facts, side: "buy" as const, feeAsset: "BNB", freeLeft };
        const postings = tradePostings({ ...buy, coin: { worth, inPool } });
        expect(sumIn(postings, "USDT", "allocated").neg().lte(freeLeft)).toBe(true);
      }),
    );
  });

  it("refuse such a fee where nothing was asked about its coin", () => {
    fc.assert(
      fc.property(trade, (facts) => {
        if (facts.fee.gt(0))
          expect(() => tradePostings({ ...facts, feeAsset: "BNB" })).toThrow("nothing is known");
      }),
    );
  });
});
