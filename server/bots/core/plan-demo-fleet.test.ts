import { describe, expect, it } from "vitest";
import { createBotInput } from "./bot";
import { type DemoMarket, planDemoFleet } from "./plan-demo-fleet";

const all = ["1m", "5m", "15m"] as const;
const market = (exchange: string, base: string, timeframes: DemoMarket["timeframes"] = all): DemoMarket => ({
  exchange,
  symbol: `${base}/USDT`,
  quote: "USDT",
  timeframes,
});

// Guards the first minute of a newcomer: six bots with money, whatever prices there are.
describe("planDemoFleet", () => {
  it("takes its six markets and funds both exchanges with more than the bots take", () => {
    const markets = ["BTC", "ETH", "SOL", "XRP", "ADA"].map((base) => market("binance", base));
    const plan = planDemoFleet([...markets, market("kucoin", "DOGE"), market("kucoin", "LINK")]);
    expect(plan.bots.map(({ exchange, symbol }) => `${exchange} ${symbol}`)).toEqual([
      "binance BTC/USDT",
      "binance ETH/USDT",
      "binance SOL/USDT",
      "binance XRP/USDT",
      "kucoin DOGE/USDT",
      "kucoin LINK/USDT",
    ]);
    expect(plan.funds).toEqual([
      { exchange: "binance", asset: "USDT", amount: "10000" },
      { exchange: "kucoin", asset: "USDT", amount: "5000" },
    ]);
  });

  it("makes six different bots of one recorded file, on a timeframe it has", () => {
    const { bots } = planDemoFleet([market("binance", "BTC", ["5m", "15m"])]);
    expect(bots).toHaveLength(6);
    expect(new Set(bots.map(({ timeframe }) => timeframe))).toEqual(new Set(["5m"]));
    expect(new Set(bots.map(({ params }) => JSON.stringify(params))).size).toBe(6);
    expect(new Set(bots.map(({ name }) => name)).size).toBe(6);
    for (const bot of bots) expect(createBotInput.safeParse(bot).success).toBe(true);
  });

  it("plans nothing where there is no market", () => {
    expect(planDemoFleet([]).bots).toEqual([]);
  });
});
