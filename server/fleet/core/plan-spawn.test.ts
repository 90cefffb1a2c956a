import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { riskModes } from "@/server/bots/core/bot";
import { leastCapital } from "@/server/bots/core/decide-creation";
import { sizeOf } from "@/server/bots/core/size-of";
import { type ExchangeName, exchangeNames, exchanges } from "@/server/kernel/exchange-names";
import { Decimal, sumOf, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { defaultSettings } from "@/server/settings/core/settings";
import { listTemplates } from "../list-templates";
import { planSpawn } from "./plan-spawn";
import type { PlannedBirth, SpawnFacts, SpawnPlace } from "./spawn";

const timeframes = ["1m", "5m", "15m", "30m", "1h", "4h", "1d"];
const rulesOf = (exchange: ExchangeName, base: string, quote: string, minNotional = "5"): MarketRules => ({
  exchange,
  symbol: `${base}/${quote}`,
  base,
  quote,
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.0001"),
  minAmount: toDecimal("0.0001"),
  minNotional: toDecimal(minNotional),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
});

function placeOf(exchange: ExchangeName, change: Partial<SpawnPlace> = {}): SpawnPlace {
  const asset = exchanges[exchange].homeQuote;
  const markets = ["BTC", "ETH", "XRP"].map((base) => {
    const rules = rulesOf(exchange, base, asset);
    return { symbol: rules.symbol, timeframes, rules, price: toDecimal("100"), bots: 0 };
  });
  const { slots } = exchanges[exchange];
  return {
    exchange,
    asset,
    slots,
    bots: 0,
    pool: toDecimal("100000"),
    perBot: toDecimal("500"),
    markets,
    ...change,
  };
}

const factsOf = (places: readonly SpawnPlace[], change: Partial<SpawnFacts> = {}): SpawnFacts => ({
  templates: listTemplates(),
  places,
  bots: sumOf(places.map(({ bots }) => new Decimal(bots))).toNumber(),
  botsMax: 45,
  sharesLeft: 1_000,
  born: 0,
  perDay: 1_000,
  mix: {
    safe: toDecimal("0.3"),
    balanced: toDecimal("0.4"),
    risky: toDecimal("0.2"),
    aggressive: toDecimal("0.1"),
  },
  takenKeys: new Set(),
  sizeOf: (template) => ({ ...sizeOf(template, defaultSettings), stop: new Decimal(template.stop) }),
  ...change,
});
const all = () => exchangeNames.map((name) => placeOf(name));
const ask = (change: object = {}) => ({ count: null, exchange: null, seed: 1, ...change });

describe("planSpawn", () => {
  it("fills 45 places and no more, each exchange to its slots, all names different", () => {
    const { births, refusal } = planSpawn(ask(), factsOf(all()));
    expect(refusal).toBeNull();
    expect(births).toHaveLength(45);
    for (const name of exchangeNames)
      expect(births.filter(({ exchange }) => exchange === name)).toHaveLength(exchanges[name].slots);
    expect(new Set(births.map(({ name }) => name)).size).toBe(45);
  });

  it("gives the same bots for the same seed, and others for another", () => {
    const facts = factsOf(all());
    expect(planSpawn(ask({ seed: 7 }), facts)).toEqual(planSpawn(ask({ seed: 7 }), facts));
    expect(planSpawn(ask({ seed: 7 }), facts).births).not.toEqual(planSpawn(ask({ seed: 8 }), facts).births);
  });

  it("draws risk modes by their mix", () => {
    const counts = new Map(riskModes.map((mode) => [mode, 0]));
    const rounds = 100;
    for (let seed = 0; seed < rounds; seed++)
      for (const { template } of planSpawn(ask({ seed, count: 20 }), factsOf(all())).births)
        counts.set(template.riskMode, (counts.get(template.riskMode) ?? 0) + 1);
    const shares = riskModes.map((mode) => (counts.get(mode) ?? 0) / (20 * rounds));
    // four standard deviations of 2,000 draws
    [0.3, 0.4, 0.2, 0.1].forEach((wanted, place) => {
      expect(Math.abs((shares[place] ?? 0) - wanted)).toBeLessThan(
        4 * Math.sqrt((wanted * (1 - wanted)) / (20 * rounds)),
      );
    });
  });

  test.each([
    [
      "60 bots",
      ask({ count: 60 }),
      {},
      "limit_reached",
      /60 bots are too many: 45 slots are free.*Ask for 45 now/,
    ],
    [
      "more than a day's",
      ask({ count: 11 }),
      { perDay: 10, born: 4 },
      "limit_reached",
      /4 of at most 10 a day.*Ask for 6 now; the rest follows/,
    ],
    ["one when the day is over", ask(), { perDay: 10, born: 10 }, "limit_reached", /None can be born now/],
    [
      "one when the fleet is full",
      ask({ count: 1 }),
      { bots: 45 },
      "limit_reached",
      /the fleet has 45 of its 45 bots/,
    ],
    [
      "what is not allocatable",
      ask({ count: 3 }),
      { sharesLeft: 2 },
      "insufficient_funds",
      /the rest is the reserve. 2 can be born now: ask for 2/,
    ],
    ["anything while the total is not known", ask(), { sharesLeft: null }, "not_now", /not known yet/],
  ] as const)("refuses %s, with what would make it possible", (_what, asked, change, code, words) => {
    const plan = planSpawn(asked, factsOf(all(), change));
    expect(plan.births).toEqual([]);
    expect(plan.refusal).toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it("says what an exchange lacks for bots that were asked for", () => {
    const places = [placeOf("kraken", { pool: toDecimal("1200") })];
    const plan = planSpawn(ask({ count: 5, exchange: "kraken" }), factsOf(places));
    expect(plan.refusal).toMatchObject({
      code: "insufficient_funds",
      message: "Kraken lacks 1300 USD for 3 more bots: it has 200 of 1500. 2 can be born now: ask for 2.",
    });
    expect(plan.lacks).toMatchObject([{ exchange: "kraken", asset: "USD", bots: 3, kind: "money" }]);
    expect(planSpawn(ask({ exchange: "kraken" }), factsOf(places)).births).toHaveLength(2);
  });

  it("refuses a share below the smallest order, and says what it would have to be", () => {
    const plan = planSpawn(
      ask({ count: 1, exchange: "luno" }),
      factsOf([placeOf("luno", { perBot: toDecimal("12") })]),
    );
    expect(plan.refusal?.message).toMatch(
      /A bot's share at Luno is 12 ZAR, and its smallest order asks for \d/,
    );
    expect(plan.lacks).toMatchObject([{ exchange: "luno", kind: "smallest-order" }]);
  });

  it("takes no template whose candles the market does not have", () => {
    const place = placeOf("binance");
    const slow = { ...place, markets: place.markets.map((market) => ({ ...market, timeframes: ["1d"] })) };
    for (const { template } of planSpawn(ask(), factsOf([slow])).births)
      expect(template.timeframe).toBe("1d");
    const fast = { ...place, markets: place.markets.map((market) => ({ ...market, timeframes: ["1m"] })) };
    expect(planSpawn(ask({ count: 1 }), factsOf([fast])).refusal).toMatchObject({ code: "not_now" });
  });

  it("holds slots, target, day, shares and money, whatever is asked of whatever fleet", () => {
    const place = (name: ExchangeName) =>
      fc
        .record({
          slots: fc.nat(12),
          bots: fc.nat(12),
          pool: fc.nat(8_000),
          perBot: fc.integer({ min: 1, max: 900 }),
        })
        .map(({ slots, bots, pool, perBot }) =>
          placeOf(name, { slots, bots, pool: new Decimal(pool), perBot: new Decimal(perBot) }),
        );
    fc.assert(
      fc.property(
        fc.tuple(...exchangeNames.map(place)),
        fc.record({
          count: fc.option(fc.integer({ min: 1, max: 60 })),
          exchange: fc.option(fc.constantFrom(...exchangeNames)),
          seed: fc.nat(),
        }),
        fc.record({ botsMax: fc.nat(50), sharesLeft: fc.nat(50), born: fc.nat(12), perDay: fc.nat(12) }),
        (places, asked, change) => {
          const facts = factsOf(places, change);
          const { births, refusal } = planSpawn(asked, facts);
          if (refusal) expect(births).toEqual([]);
          else holdsFleet(births, asked.count, facts);
          for (const one of places) holdsPlace(one, births, facts);
          if (asked.exchange) expect(births.every(({ exchange }) => exchange === asked.exchange)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function holdsFleet(births: readonly PlannedBirth[], count: number | null, facts: SpawnFacts): void {
  expect(births.length).toBeGreaterThan(0);
  if (count !== null) expect(births).toHaveLength(count);
  expect(births.length + facts.bots).toBeLessThanOrEqual(facts.botsMax);
  expect(births.length + facts.born).toBeLessThanOrEqual(facts.perDay);
  expect(births.length).toBeLessThanOrEqual(facts.sharesLeft ?? 0);
  expect(new Set(births.map(({ name }) => name.toLowerCase())).size).toBe(births.length);
}

function holdsPlace(place: SpawnPlace, births: readonly PlannedBirth[], facts: SpawnFacts): void {
  const own = births.filter(({ exchange }) => exchange === place.exchange);
  expect(own.length).toBeLessThanOrEqual(Math.max(0, place.slots - place.bots));
  expect(sumOf(own.map(({ capital }) => capital)).lte(place.pool)).toBe(true);
  for (const { capital, template, symbol } of own) {
    const market = place.markets.find((each) => each.symbol === symbol);
    if (!market) throw new Error("a market of that exchange");
    expect(template.exchanges).toContain(place.exchange);
    const least = leastCapital(market.rules, { ...facts.sizeOf(template), price: market.price });
    expect(least?.lte(capital)).toBe(true);
  }
}
