import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal } from "@/server/kernel/money";
import {
  findRate,
  planRateMarkets,
  RATE_AGE_MAX_MS,
  type Rate,
  type RateQuote,
  worthAt,
} from "./exchange-rate";

const d = (text: string | number) => new Decimal(text);

const quote = (
  exchange: ExchangeName,
  symbol: string,
  bid: string,
  ask = bid,
  ageMs: number | null = 1_000,
): RateQuote => ({ exchange, symbol, bid: d(bid), ask: d(ask), ageMs });

function known(rate: Rate) {
  if (rate.kind !== "known") throw new Error(rate.why);
  return rate;
}
const worth = (quotes: readonly RateQuote[], amount: string, from: string, to: string) =>
  worthAt(d(amount), findRate(quotes, from, to))?.toFixed() ?? null;
const wayOf = (rate: Rate) => known(rate).legs.map((leg) => `${leg.exchange} ${leg.symbol}`);

const VALR = quote("valr", "USDT/ZAR", "17.30", "17.40");

describe("a rate", () => {
  it("of a currency in itself is one, and needs no market", () => {
    expect(worth([], "12.5", "ZAR", "ZAR")).toBe("12.5");
  });

  it("is the middle of best bid and ask, in both directions", () => {
    expect(worth([VALR], "100", "USDT", "ZAR")).toBe("1735");
    expect(worth([VALR], "1735", "ZAR", "USDT")).toBe("100");
    expect(known(findRate([VALR], "ZAR", "USDT")).legs).toMatchObject([
      { exchange: "valr", symbol: "USDT/ZAR", inverse: true, ageMs: 1_000 },
    ]);
  });

  it("goes over one currency, and over two", () => {
    const quotes = [
      VALR,
      quote("binance", "EUR/USDT", "1.10"),
      quote("kraken", "GBP/USD", "1.30"),
      quote("kraken", "USDT/USD", "0.999", "1.001"),
    ];
    expect(worth(quotes, "10", "EUR", "ZAR")).toBe("190.85");
    expect(worth(quotes, "10", "GBP", "ZAR")).toBe("225.55");
    expect(wayOf(findRate(quotes, "GBP", "ZAR"))).toEqual([
      "kraken GBP/USD",
      "kraken USDT/USD",
      "valr USDT/ZAR",
    ]);
  });

  it("never takes one dollar for another", () => {
    expect(findRate([VALR], "USD", "ZAR")).toEqual({
      kind: "unknown",
      why: "no exchange here trades USD against ZAR, directly or over another currency",
    });
  });

  it("goes over a coin only where no way through money is open", () => {
    const coins = [quote("valr", "BTC/ZAR", "1800000"), quote("binance", "BTC/USDT", "100000")];
    expect(wayOf(findRate(coins, "USDT", "ZAR"))).toEqual(["binance BTC/USDT", "valr BTC/ZAR"]);
    expect(worth(coins, "1", "USDT", "ZAR")).toBe("18");
    expect(wayOf(findRate([...coins, VALR], "USDT", "ZAR"))).toEqual(["valr USDT/ZAR"]);
  });

  it("stays at one exchange while that is fresh, and falls over to the next when it is not", () => {
    const luno = quote("luno", "USDT/ZAR", "17.5");
    expect(wayOf(findRate([luno, VALR], "USDT", "ZAR"))).toEqual(["valr USDT/ZAR"]);
    const old = { ...VALR, ageMs: RATE_AGE_MAX_MS + 1 };
    expect(wayOf(findRate([luno, old], "USDT", "ZAR"))).toEqual(["luno USDT/ZAR"]);
  });

  it.each([
    ["old", { ...VALR, ageMs: 14 * 60_000 }, "the last price of USDT/ZAR at VALR is 14 minutes old"],
    ["not there yet", { ...VALR, bid: null, ask: null, ageMs: null }, "USDT/ZAR at VALR has no price yet"],
    ["zero", quote("valr", "USDT/ZAR", "0"), "bid and ask of USDT/ZAR at VALR are too far apart"],
    ["crossed", quote("valr", "USDT/ZAR", "18", "17"), "bid and ask of USDT/ZAR at VALR are too far apart"],
    ["too wide", quote("valr", "USDT/ZAR", "10", "20"), "bid and ask of USDT/ZAR at VALR are too far apart"],
  ] as const)("is not known, with the reason, where its price is %s", (_name, bad, why) => {
    expect(findRate([bad], "USDT", "ZAR")).toEqual({ kind: "unknown", why });
    expect(worth([bad], "1", "USDT", "ZAR")).toBeNull();
  });
});

const price = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 8 }))
  .map(([digits, decimals]) => d(digits).div(d(10).pow(decimals)).toFixed());
const amount = fc
  .bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
  .map((units) => d(units.toString()).div(d(10).pow(18)).toFixed());

describe("whatever the prices and the amount", () => {
  it("a rate and its inverse are exactly each other's reciprocal", () => {
    fc.assert(
      fc.property(price, price, (one, two) => {
        const quotes = [quote("binance", "EUR/USDT", one), quote("valr", "USDT/ZAR", two)];
        const [there, back] = [known(findRate(quotes, "EUR", "ZAR")), known(findRate(quotes, "ZAR", "EUR"))];
        expect(there.numerator.times(back.numerator).eq(there.denominator.times(back.denominator))).toBe(
          true,
        );
      }),
    );
  });

  it("a triangle is what its sides make: over a stopover it is the product of the two, to the last digit", () => {
    fc.assert(
      fc.property(price, price, amount, (one, two, text) => {
        const quotes = [quote("binance", "EUR/USDT", one), quote("valr", "USDT/ZAR", two)];
        const exact = d(text).times(one).times(two);
        expect(worth(quotes, text, "EUR", "ZAR")).toBe(exact.toDecimalPlaces(18).toFixed());
      }),
    );
  });

  it("an amount is rounded once, at the end: as whole numbers of any size make it", () => {
    fc.assert(
      fc.property(price, price, price, amount, (one, two, three, text) => {
        // ZAR → USDT → USD → GBP: two of the three prices divide
        const quotes = [
          quote("valr", "USDT/ZAR", one),
          quote("kraken", "USDT/USD", two),
          quote("kraken", "GBP/USD", three),
        ];
        const [top, bottom] = [scaled(text) * scaled(two), scaled(one) * scaled(three)];
        const expected = halfEven(top * 10n ** 18n, bottom);
        expect(worth(quotes, text, "ZAR", "GBP")).toBe(d(expected.toString()).div(d(10).pow(18)).toFixed());
      }),
    );
  });
});

/** Times 10^18, exactly. */
const scaled = (text: string): bigint => BigInt(d(text).times(d(10).pow(18)).toFixed());

function halfEven(top: bigint, bottom: bigint): bigint {
  const size = top < 0n ? -top : top;
  const [floor, twice] = [size / bottom, (size % bottom) * 2n];
  const up = twice > bottom || (twice === bottom && floor % 2n === 1n);
  const rounded = up ? floor + 1n : floor;
  return top < 0n ? -rounded : rounded;
}

describe("the markets watched for rates", () => {
  const offered = (["luno", "binance", "kraken", "valr"] as const).flatMap((exchange) =>
    ["USDT/ZAR", "BTC/ZAR", "BTC/USDT", "EUR/USDT", "GBP/USD", "USDT/USD", "DOGE/USDT"].map((symbol) => ({
      exchange,
      symbol,
    })),
  );
  it("are those of the way and of one spare, and no others", () => {
    expect(planRateMarkets(offered, ["USDT", "ZAR"], "ZAR")).toEqual([
      { exchange: "valr", symbol: "USDT/ZAR" },
      { exchange: "luno", symbol: "USDT/ZAR" },
    ]);
  });
  it("are none where nothing is to be converted, and none where nothing is offered", () => {
    expect(planRateMarkets(offered, ["ZAR"], "ZAR")).toEqual([]);
    expect(planRateMarkets([], ["USDT"], "ZAR")).toEqual([]);
  });
  it("give every currency a rate once they have prices", () => {
    const from = ["USDT", "USD", "EUR", "GBP", "BTC"];
    const planned = planRateMarkets(offered, from, "ZAR");
    expect(planned.length).toBeLessThanOrEqual(12);
    const quotes = planned.map(({ exchange, symbol }) => quote(exchange, symbol, "2"));
    for (const currency of from) expect(findRate(quotes, currency, "ZAR").kind).toBe("known");
  });
});
