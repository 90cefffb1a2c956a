// What creation promises, the rules of an entry, and the stop: three places that must agree.
import fc from "fast-check";
import { expect, it } from "vitest";
import { type CreationFacts, leastCapital } from "@/server/bots/core/decide-creation";
import { baseFeeOf, sellableAt } from "@/server/exchange/core/sellable";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal, ONE, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import { isBelowMinimum, type MarketRules } from "@/server/market/core/market-rules";
import { judgeEntry } from "@/server/risk/core/judge-entry";
import type { EntryFacts } from "@/server/risk/core/rule";
import { defaultSettings } from "@/server/settings/core/settings";

const d = toDecimal;
const ROUND_UP = 0;
const gapRoom = d(defaultSettings.gapRoom);
const reserveBuffer = d(defaultSettings.reserveBuffer);
const makerAbove = d(defaultSettings.makerFirstAbove);

/** From 0.000001 to 9,999,999, on six digits: PEPE and BTC in rand alike. */
const price = fc
  .tuple(fc.integer({ min: 100_000, max: 999_999 }), fc.integer({ min: -11, max: 1 }))
  .map(([digits, power]) => new Decimal(digits).times(new Decimal(10).pow(power)));
const lot = fc.integer({ min: -8, max: 4 }).map((power) => new Decimal(10).pow(power));
const share = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((part) => d("0.01").times(part));

const scene = fc.record({
  exchange: fc.constantFrom(...exchangeNames),
  price,
  lot,
  lotsLeast: fc.integer({ min: 1, max: 100 }),
  size: share(5, 100),
  stop: share(1, 50),
  lots: fc.integer({ min: 1, max: 5 }),
});
type Scene = Parameters<Parameters<typeof scene.map>[0]>[0];

function marketOf({ exchange, price: at, lot: lotSize, lotsLeast }: Scene): MarketRules {
  const { homeQuote, makerFee, takerFee, minNotional } = exchangeDefaults[exchange];
  return {
    exchange,
    symbol: `BTC/${homeQuote}`,
    base: "BTC",
    quote: homeQuote,
    lotSize,
    minAmount: lotSize.times(lotsLeast),
    minNotional,
    makerFee,
    takerFee,
    tickSize: new Decimal(10).pow(Math.floor(Math.log10(at.toNumber())) - 5),
  };
}

const creation = (of: Scene, rules: MarketRules): CreationFacts => ({
  rules,
  symbols: [rules.symbol],
  timeframes: ["5m"],
  takenKeys: new Set<string>(),
  botsOnExchange: 0,
  bots: 0,
  botsCounted: 0,
  slots: 10,
  botsMax: 45,
  available: d("1000000000"),
  positionSize: of.size.div(of.lots),
  positionCap: of.size,
  stop: of.stop,
  reserveBuffer,
  gapRoom,
  price: of.price,
});

const entry = (of: Scene, rules: MarketRules, capital: Decimal, at: Decimal, held = ZERO): EntryFacts => ({
  book: "demo",
  botStatus: "running",
  orderWorking: false,
  rules,
  price: at,
  mode: { paper: true, live: true, halted: false, entriesStopped: false },
  freeQuote: capital,
  equity: capital,
  positionSize: of.size.div(of.lots),
  positionCap: of.size,
  reserveBuffer,
  stopRatio: of.stop,
  gapRoom,
  held,
  makerFirst: { above: makerAbove, restMs: 60_000 },
});

/** What is left of a filled buy, by the exchange's own way with fees. */
function filled(amount: Decimal, of: EntryFacts): Decimal {
  const isMaker = of.makerFirst && of.rules.takerFee.times(2).gte(of.makerFirst.above);
  return amount.minus(toStored(amount.times(baseFeeOf(isMaker ? "maker" : "taker", of.rules))));
}

it("a bot with exactly the least capital enters, and its stop can sell what it bought, through a gap too", () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: 90, max: 110 }), (of, moved) => {
      const rules = marketOf(of);
      const least = leastCapital(rules, creation(of, rules));
      // the sentence of the refusal rounds up like this at most
      const capital = least?.toDecimalPlaces(18, ROUND_UP) ?? ZERO;
      const at = of.price.times(moved).div(100).toDecimalPlaces(18);
      const facts = entry(of, rules, capital, at);
      const verdict = judgeEntry(facts);
      expect(verdict).toMatchObject({ kind: "enter" });
      if (verdict.kind !== "enter") return;
      const stop = at.times(ONE.minus(reserveBuffer)).times(ONE.minus(of.stop));
      const left = filled(verdict.amount, facts);
      expect(sellableAt(left, stop, rules).gt(0)).toBe(true);
      expect(sellableAt(left, stop.times(ONE.minus(gapRoom)), rules).gt(0)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it("no entry that any rule lets pass leaves what its stop cannot sell, whatever the bot has", () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: 1, max: 4_000 }), (of, thousandths) => {
      const rules = marketOf(of);
      const least = leastCapital(rules, creation(of, rules)) ?? ZERO;
      const facts = entry(of, rules, least.times(thousandths).div(1_000).toDecimalPlaces(18), of.price);
      const verdict = judgeEntry(facts);
      if (verdict.kind !== "enter") return;
      const gap = of.price
        .times(ONE.minus(reserveBuffer))
        .times(ONE.minus(of.stop))
        .times(ONE.minus(gapRoom));
      expect(sellableAt(filled(verdict.amount, facts), gap, rules).gt(0)).toBe(true);
      expect(isBelowMinimum(verdict.amount, of.price, rules)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

it("the bot of the fault: 0.00014 BTC at 37590.63 is refused, what it kept could not be sold at its stop", () => {
  const of: Scene = {
    exchange: "binance",
    price: d("37590.63"),
    lot: d("0.00001"),
    lotsLeast: 1,
    size: d("0.20"),
    stop: d("0.02"),
    lots: 1,
  };
  const rules = { ...marketOf(of), minNotional: d("5") };
  expect(judgeEntry(entry(of, rules, d("26.47"), of.price))).toMatchObject({
    kind: "refuse",
    reasonCode: "below_minimum",
  });
  const least = leastCapital(rules, creation(of, rules));
  expect(least?.toFixed(2)).toBe("36.02");
});

it("an entry gives up at most 0.1 % to leave less dust, and never leaves more than the wanted one", () => {
  fc.assert(
    fc.property(
      scene,
      fc.integer({ min: 1, max: 3_000_000 }),
      fc.integer({ min: 0, max: 999 }),
      (of, lots, part) => {
        const rules = { ...marketOf(of), minAmount: of.lot, minNotional: ZERO };
        const wanted = of.lot.times(lots);
        const held = of.lot.times(part).div(1_000);
        const facts = {
          ...entry(of, rules, wanted.times(of.price).times(5), of.price, held),
          positionSize: d("0.2"),
        };
        const verdict = judgeEntry({ ...facts, positionCap: ONE });
        if (verdict.kind !== "enter") return;
        const dustOf = (amount: Decimal) => filled(amount, facts).plus(held).mod(of.lot);
        expect(verdict.amount.mod(of.lot).isZero()).toBe(true);
        expect(verdict.amount.gte(wanted.times("0.999"))).toBe(true);
        expect(dustOf(verdict.amount).lte(dustOf(wanted).plus("1e-17"))).toBe(true);
        if (lots >= 1_000_000 && baseFeeOf("taker", rules).gt(0))
          expect(dustOf(verdict.amount).lte(of.lot.times("0.01"))).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
