import { expect, it } from "vitest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { sumOf, toDecimal } from "@/server/kernel/money";
import type { FeedView } from "@/server/market/core/feed-view";
import { defaultSettings } from "@/server/settings/core/settings";
import { type HeldBalance, toBookWallet, type WalletFacts } from "./book-wallet";
import type { DisplayView, RateLegView } from "./display-view";

const NOW = Date.UTC(2026, 0, 5, 12);
const ago = (ms: number) => new Date(NOW - ms).toISOString();

const leg = (exchange: ExchangeName, symbol: string, price: string, ageMs = 2_000): RateLegView => ({
  exchange,
  symbol,
  price,
  inverse: false,
  tickWallAt: ago(ageMs),
});
const part = (currency: string, legs: readonly RateLegView[]) => ({
  currency,
  equity: "0",
  rate: null,
  worth: null,
  missing: null,
  legs,
});
const feed = (exchange: ExchangeName, symbol: string, last: string, ageMs = 1_000): FeedView => ({
  exchange,
  symbol,
  last,
  bid: last,
  ask: last,
  priceDecimals: 2,
  tickMarketAt: ago(ageMs),
  tickWallAt: ago(ageMs),
  refusedTicks: 0,
});
const held = (
  exchange: ExchangeName,
  asset: string,
  balance: string,
  kind: HeldBalance["kind"] = "available",
): HeldBalance => ({ exchange, asset, kind, balance: toDecimal(balance) });

const display = (parts: DisplayView["parts"]): DisplayView => ({
  currency: "ZAR",
  equity: null,
  known: "0",
  today: null,
  parts,
});
const USDT = part("USDT", [leg("luno", "USDT/ZAR", "18")]);
const facts = (
  balances: readonly HeldBalance[],
  feeds: readonly FeedView[] = [],
  parts = [USDT],
): WalletFacts => ({
  book: "paper",
  pricesWallAt: ago(1_000),
  balances,
  prices: { feeds, display: display(parts), currency: "ZAR", wallNow: NOW },
  rules: { reserve: toDecimal("0.2"), botsMax: 45, slots: defaultSettings.slots },
  botsAt: () => 0,
});
const at = (view: ReturnType<typeof toBookWallet>, exchange: ExchangeName) =>
  view.exchanges.find((one) => one.exchange === exchange);

it("shares a total out: a fifth in reserve, the rest over 45 bots, and every exchange's target adds up to all of it", () => {
  const view = toBookWallet(
    facts([
      held("luno", "ZAR", "82000"),
      held("binance", "USDT", "400"),
      held("binance", "USDT", "600", "allocated"),
    ]),
  );
  expect(view).toMatchObject({
    total: "100000",
    reserve: "20000",
    allocatable: "80000",
    perBot: "1777.777777777777777778",
  });
  // five bots and the reserve; ten bots
  expect(Number(at(view, "luno")?.targetWorth)).toBeCloseTo((80_000 / 45) * 5 + 20_000, 9);
  expect(Number(at(view, "binance")?.targetWorth)).toBeCloseTo((80_000 / 45) * 10, 9);
  expect(Number(at(view, "binance")?.target)).toBeCloseTo(((80_000 / 45) * 10) / 18, 9);
  expect(at(view, "binance")).toMatchObject({ worth: "18000", asset: "USDT", pool: "400", withBots: "600" });
  const targets = sumOf(view.exchanges.map(({ targetWorth }) => toDecimal(targetWorth ?? "0")));
  expect(targets.minus("100000").abs().lt("0.000000000000001")).toBe(true);
});

it("a coin is worth its amount at the last price there, in the owner's currency, with both prices and their ages", () => {
  const view = toBookWallet(
    facts(
      [held("binance", "BTC", "0.01", "allocated"), held("binance", "BTC", "0.01", "in_orders")],
      [feed("binance", "BTC/USDT", "60000")],
    ),
  );
  const [line] = at(view, "binance")?.assets ?? [];
  expect(line).toMatchObject({
    asset: "BTC",
    total: "0.02",
    withBots: "0.01",
    inOrders: "0.01",
    worth: "21600",
    rate: "1080000",
  });
  expect(line?.legs.map(({ symbol, tickWallAt }) => `${symbol} ${tickWallAt}`)).toEqual([
    `BTC/USDT ${ago(1_000)}`,
    `USDT/ZAR ${ago(2_000)}`,
  ]);
});

it.each([
  ["no market anywhere", [], [part("USDT", [])], "no exchange here trades USDT"],
  [
    "a rate of eleven minutes ago",
    [],
    [part("USDT", [leg("luno", "USDT/ZAR", "18", 660_000)])],
    "11 minutes old",
  ],
])("%s: n/a with the reason, never a wrong total", (_name, feeds, parts, why) => {
  const view = toBookWallet(
    facts([held("luno", "ZAR", "500"), held("binance", "USDT", "100")], feeds, parts),
  );
  expect(view).toMatchObject({ total: null, known: "500", reserve: null, allocatable: null, perBot: null });
  expect(at(view, "binance")).toMatchObject({ worth: null, targetWorth: null, difference: null });
  expect(at(view, "binance")?.assets[0]?.missing).toContain(why);
  expect(at(view, "luno")?.worth).toBe("500");
});

it("a coin whose own price is old is not valued, though the money rate is fresh", () => {
  const view = toBookWallet(
    facts([held("binance", "BTC", "1", "allocated")], [feed("binance", "BTC/USDT", "60000", 700_000)]),
  );
  expect(view.total).toBeNull();
  expect(at(view, "binance")?.assets[0]?.missing).toBe(
    "The last price of BTC/USDT at Binance is 11 minutes old.",
  );
});

it("more slots than bots: targets still add up to the whole", () => {
  const many = { luno: 20, binance: 20, kucoin: 20, kraken: 20, valr: 20 };
  const given = facts([held("luno", "ZAR", "1000")]);
  const view = toBookWallet({ ...given, rules: { ...given.rules, slots: many } });
  expect(Number(at(view, "binance")?.targetWorth ?? 0) + 0).toBe(160);
  expect(at(view, "luno")?.targetWorth).toBe("360");
});
