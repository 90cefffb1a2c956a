import { describe, expect, it } from "vitest";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { findStrategy } from "@/server/strategy/core/catalog";
import { createBotInput } from "./bot";
import { type DemoMarket, planDemoFleet } from "./plan-demo-fleet";

const all = ["1m", "3m", "5m", "15m"] as const;
const market = (
  exchange: ExchangeName,
  base: string,
  quote: string,
  timeframes: DemoMarket["timeframes"] = all,
): DemoMarket => ({ exchange, symbol: `${base}/${quote}`, quote, timeframes });

const wanted = [
  ...["BTC", "ETH", "SOL"].map((base) => market("binance", base, "USDT")),
  market("kucoin", "DOGE", "USDT"),
  market("kraken", "LINK", "USD"),
  market("luno", "BTC", "ZAR"),
  market("valr", "XRP", "ZAR"),
];

// Guards the first minute of a newcomer: six bots with money, whatever prices there are.
describe("planDemoFleet", () => {
  it("takes six markets on all five exchanges with all four strategies, in each exchange's own money", () => {
    const { bots, funds } = planDemoFleet(wanted);
    expect(bots).toHaveLength(6);
    expect(new Set(bots.map(({ exchange }) => exchange))).toEqual(new Set(exchangeNames));
    expect(new Set(bots.map(({ symbol }) => symbol.split("/")[0])).size).toBe(6);
    expect(new Set(bots.map(({ strategy }) => strategy)).size).toBe(4);
    expect(funds.map(({ exchange, asset, amount }) => `${exchange} ${amount} ${asset}`).sort()).toEqual([
      "binance 5000 USDT",
      "kraken 2500 USD",
      "kucoin 2500 USDT",
      "luno 37500 ZAR",
      "valr 37500 ZAR",
    ]);
  });

  it("makes six different bots of one recorded file, on a timeframe it has", () => {
    const { bots } = planDemoFleet([market("binance", "BTC", "USDT", ["5m", "15m"])]);
    expect(bots).toHaveLength(6);
    expect(new Set(bots.map(({ timeframe }) => timeframe))).toEqual(new Set(["5m"]));
    expect(new Set(bots.map(({ params }) => JSON.stringify(params))).size).toBe(6);
    expect(new Set(bots.map(({ name }) => name)).size).toBe(6);
    for (const bot of bots) {
      expect(createBotInput.safeParse(bot).success).toBe(true);
      expect(findStrategy(bot.strategy)?.paramsSchema.safeParse(bot.params).success).toBe(true);
    }
  });

  it("plans nothing where there is no market", () => {
    expect(planDemoFleet([]).bots).toEqual([]);
    expect(planDemoFleet([market("binance", "BTC", "USDT", [])]).bots).toEqual([]);
  });
});
