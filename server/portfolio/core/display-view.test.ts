import { expect, it } from "vitest";
import { Decimal } from "@/server/kernel/money";
import type { FeedView } from "@/server/market/core/feed-view";
import { toDisplayView } from "./display-view";

const NOW = Date.UTC(2026, 10, 30, 9);
const d = (text: string) => new Decimal(text);

const feed = (symbol: string, price: string | null, ageMs = 3_000): FeedView => ({
  exchange: "valr",
  symbol,
  last: price,
  bid: price,
  ask: price,
  priceDecimals: 2,
  tickMarketAt: null,
  tickWallAt: price === null ? null : new Date(NOW - ageMs).toISOString(),
  refusedTicks: 0,
});
const held = (currency: string, equity: string | null, today: string | null = "0") => ({
  currency,
  equity: equity === null ? null : d(equity),
  today: today === null ? null : d(today),
});
const view = (currencies: readonly ReturnType<typeof held>[], feeds: readonly FeedView[]) =>
  toDisplayView({ currency: "ZAR", currencies, feeds, wallNow: NOW });

it("the total is the sum of its parts to the last digit, each with its rate, where it is from and how old it is", () => {
  const shown = view([held("USDT", "100.01", "-2"), held("ZAR", "50", "7")], [feed("USDT/ZAR", "17.3333")]);
  expect(shown).toMatchObject({
    currency: "ZAR",
    equity: "1783.503333",
    known: "1783.503333",
    today: "-27.6666",
  });
  expect(shown.parts).toEqual([
    {
      currency: "USDT",
      equity: "100.01",
      rate: "17.3333",
      worth: "1733.503333",
      missing: null,
      legs: [
        {
          exchange: "valr",
          symbol: "USDT/ZAR",
          price: "17.3333",
          inverse: false,
          tickWallAt: new Date(NOW - 3_000).toISOString(),
        },
      ],
    },
    { currency: "ZAR", equity: "50", rate: "1", worth: "50", missing: null, legs: [] },
  ]);
});

it("a total with an unknown part is not known, says which part is missing, and what the others make", () => {
  const shown = view([held("USDC", "100"), held("ZAR", "50")], [feed("USDC/ZAR", null)]);
  expect(shown).toMatchObject({ equity: null, known: "50", today: "0" });
  expect(shown.parts[0]).toMatchObject({
    worth: null,
    rate: null,
    missing: "USDC has no rate: USDC/ZAR at VALR has no price yet.",
  });
});

it("a rate of eleven minutes ago is not of now", () => {
  const shown = view([held("USDT", "100")], [feed("USDT/ZAR", "17", 11 * 60_000)]);
  expect(shown.equity).toBeNull();
  expect(shown.parts[0]?.missing).toBe(
    "USDT has no rate: the last price of USDT/ZAR at VALR is 11 minutes old.",
  );
});

it("a currency whose own holdings have no price is a missing part, though its rate is known", () => {
  const shown = view([held("USDT", null, null), held("ZAR", "50")], [feed("USDT/ZAR", "17")]);
  expect(shown).toMatchObject({ equity: null, known: "50", today: null });
  expect(shown.parts[0]?.missing).toBe("A price of what is held in USDT is not known yet.");
});

it("nothing in a currency without a rate is worth nothing, and keeps no total back", () => {
  expect(view([held("USDC", "0"), held("ZAR", "50")], []).equity).toBe("50");
});
