import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
import {
  allocationPostings,
  depositPostings,
  type Posting,
  tradePostings,
} from "@/server/ledger/core/posting";
import { applyFill, emptyPosition, type PositionState } from "@/server/positions/core/apply-fill";
import { type BalanceFact, type PositionFact, valueBook } from "./value-book";

const d = (value: string | number): Decimal => new Decimal(value);

const markets = [
  { botId: "zeus", exchange: "binance", symbol: "BTC/USDT", base: "BTC", quote: "USDT" },
  { botId: "hera", exchange: "kucoin", symbol: "ETH/USDT", base: "ETH", quote: "USDT" },
  { botId: "ares", exchange: "luno", symbol: "BTC/ZAR", base: "BTC", quote: "ZAR" },
] as const;

const step = fc.record({
  market: fc.constantFrom(...markets),
  side: fc.constantFrom("buy" as const, "sell" as const),
  share: fc.integer({ min: 1, max: 100 }),
  price: fc.integer({ min: 1, max: 9_999_999 }).map((cents) => d(cents).div(100)),
  feeIn: fc.constantFrom("base" as const, "quote" as const),
});

test("equity is what was funded plus realised plus unrealised, to the last decimal", () => {
  const lastPrice = fc.integer({ min: 1, max: 9_999_999 }).map((cents) => d(cents).div(100));
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 30 }),
      fc.tuple(lastPrice, lastPrice, lastPrice),
      (steps, prices) => {
        const world = trade(steps);
        const value = valueBook({
          ...world,
          bots: markets,
          dust: [],
          priceOf: (exchange) => prices[markets.findIndex((market) => market.exchange === exchange)] ?? null,
        });
        for (const { currency, equity, funded, unrealised } of value.currencies) {
          const realised = world.realised.get(currency) ?? ZERO;
          expect(funded.toFixed()).toBe(FUNDED.toFixed());
          expect(equity?.toFixed()).toBe(
            funded
              .plus(realised)
              .plus(unrealised ?? "NaN")
              .toFixed(),
          );
        }
        expect(value.currencies.map(({ currency }) => currency)).toEqual(["USDT", "ZAR"]);
      },
    ),
  );
});

test("the equities of the bots and the pool's cash are the book's equity", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const value = valueBook({ ...trade(steps), dust: [], bots: markets, priceOf: () => d("12.5") });
      const ofBots = (currency: string) =>
        sumOf(
          [...value.bots.values()]
            .filter((bot) => bot.currency === currency)
            .map((bot) => bot.equity ?? d("NaN")),
        );
      // all 10 000 ZAR are the one bot's; of the USDT nothing stays in the pool either
      for (const each of value.currencies)
        expect(ofBots(each.currency).toFixed()).toBe(each.equity?.toFixed());
    }),
  );
});

test("an unknown price makes equity and unrealised of that currency unknown, of no other, and cash stays known", () => {
  const world = trade([
    { market: markets[0], side: "buy", share: 50, price: d(100), feeIn: "quote" },
    { market: markets[2], side: "buy", share: 50, price: d(100), feeIn: "quote" },
  ]);
  const value = valueBook({
    ...world,
    bots: markets,
    dust: [],
    priceOf: (exchange) => (exchange === "luno" ? d(100) : null),
  });
  const [usdt, zar] = value.currencies;
  expect(usdt).toMatchObject({ currency: "USDT", equity: null, unrealised: null });
  expect(usdt?.cash.gt(0)).toBe(true);
  expect(zar?.equity).not.toBeNull();
  expect(value.bots.get("zeus")?.equity).toBeNull();
  expect(value.bots.get("hera")?.equity?.toFixed()).toBe("5000");
});

test("a fresh book is worth exactly what was funded, with nothing unrealised", () => {
  const value = valueBook({ ...trade([]), dust: [], bots: markets, priceOf: () => null });
  for (const each of value.currencies) {
    expect(each.equity?.toFixed()).toBe("10000");
    expect(each.unrealised?.toFixed()).toBe("0");
  }
});

test("coins in the pool that no bot trades are a currency of their own, never summed into another", () => {
  const balances = depositPostings("BTC", d(2)).map(toBalance);
  const value = valueBook({ balances, positions: [], dust: [], bots: markets, priceOf: () => d(50_000) });
  expect(value.currencies.map(({ currency, equity }) => [currency, equity?.toFixed()])).toEqual([
    ["BTC", "2"],
  ]);
});

const FUNDED = d(10_000);
type Step = {
  market: (typeof markets)[number];
  side: "buy" | "sell";
  share: number;
  price: Decimal;
  feeIn: "base" | "quote";
};

/** Plays the steps through the real postings and the real position book. */
function trade(steps: readonly Step[]) {
  const ledger = openLedger();
  const states = new Map<string, PositionState>();
  const realised = new Map<string, Decimal>();
  for (const { market, side, share, price, feeIn } of steps) {
    const held = states.get(market.botId) ?? emptyPosition;
    const most = side === "buy" ? ledger.freeOf(market.botId, market.quote).div(price) : held.amount;
    const amount = most.times(share).div(102).toDecimalPlaces(8, Decimal.ROUND_DOWN);
    if (amount.lte(0)) continue;
    const fee = toStored((feeIn === "base" ? amount : amount.times(price)).times("0.001"));
    const fill = { side, amount, price, fee, feeIn };
    ledger.post(tradePostings({ ...market, ...fill, feeAsset: market[feeIn], reservedLeft: ZERO }));
    const after = applyFill(held, fill);
    states.set(market.botId, after.position);
    realised.set(market.quote, (realised.get(market.quote) ?? ZERO).plus(after.realised ?? ZERO));
  }
  const positions = markets.flatMap((market): PositionFact[] => {
    const state = states.get(market.botId);
    return state ? [{ ...market, positionId: market.botId, amount: state.amount, cost: state.cost }] : [];
  });
  return { balances: ledger.balances(), positions, realised };
}

/** Funded with 10 000 USDT and 10 000 ZAR, all of it given to the bots. */
function openLedger() {
  const accounts = new Map<string, BalanceFact>();
  const post = (postings: readonly Posting[]) => {
    for (const { amount, ...account } of postings) {
      const key = `${account.kind} ${account.botKey} ${account.asset}`;
      accounts.set(key, { ...account, balance: (accounts.get(key)?.balance ?? ZERO).plus(amount) });
    }
  };
  post(depositPostings("USDT", FUNDED));
  post(depositPostings("ZAR", FUNDED));
  for (const { botId, quote } of markets) {
    post(allocationPostings(botId, quote, quote === "USDT" ? FUNDED.div(2) : FUNDED));
  }
  const freeOf = (botId: string, asset: string) =>
    accounts.get(`allocated ${botId} ${asset}`)?.balance ?? ZERO;
  return { post, freeOf, balances: () => [...accounts.values()] };
}

const toBalance = ({ amount, ...account }: Posting): BalanceFact => ({ ...account, balance: amount });

test("what is held back in an order still belongs to the book", () => {
  const balances: BalanceFact[] = [
    { kind: "funding", botKey: "", asset: "USDT", balance: d(-100) },
    { kind: "in_orders", botKey: "zeus", asset: "USDT", balance: d(60) },
    { kind: "allocated", botKey: "zeus", asset: "USDT", balance: d(40) },
  ];
  const value = valueBook({ balances, positions: [], dust: [], bots: markets, priceOf: () => null });
  expect(value.currencies[0]?.equity?.toFixed()).toBe("100");
});
