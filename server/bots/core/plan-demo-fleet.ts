import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal, toText } from "@/server/kernel/money";
import type { CreateBotInput } from "./bot";
import { greekNames } from "./bot-names";

export type DemoMarket = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly quote: string;
  readonly timeframes: readonly CreateBotInput["timeframe"][];
};

export type DemoBot = {
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: CreateBotInput["timeframe"];
  readonly strategy: string;
  readonly params: { readonly [name: string]: number };
  readonly riskMode: CreateBotInput["riskMode"];
  readonly capital: string;
};

export type DemoFund = { readonly exchange: ExchangeName; readonly asset: string; readonly amount: string };

type Style = Pick<DemoBot, "strategy" | "params" | "riskMode" | "timeframe"> & {
  readonly wanted: readonly [exchange: ExchangeName, symbol: string];
};

/**
 * All four strategies, on all five exchanges. Where a trade is cheap, the bots that cross often; where it is dear,
 * quick to enter and slow to leave, since an entry rests there as maker and may have to be tried again. Over 1,000
 * starts of the simulated market (five seeds, two hundred hours each) every bot entered within ten market hours, the
 * fleet's first entry came within one, and ten hours cost the fleet 0.3 % of its capital on average.
 */
const STYLES: readonly Style[] = [
  {
    wanted: ["binance", "ETH/USDT"],
    strategy: "ema-cross",
    timeframe: "5m",
    riskMode: "safe",
    params: { fast: 3, slow: 10 },
  },
  {
    wanted: ["valr", "XRP/ZAR"],
    strategy: "rsi-reversion",
    timeframe: "1m",
    riskMode: "balanced",
    params: { period: 10, oversold: 45, exitAbove: 88 },
  },
  {
    wanted: ["kucoin", "DOGE/USDT"],
    strategy: "bollinger-squeeze",
    timeframe: "3m",
    riskMode: "safe",
    params: { period: 20, deviations: 1, squeezeShare: 0.5, lookBack: 60 },
  },
  {
    wanted: ["binance", "SOL/USDT"],
    strategy: "donchian-breakout",
    timeframe: "3m",
    riskMode: "balanced",
    params: { entry: 12, exit: 11, buffer: 0 },
  },
  {
    wanted: ["kraken", "LINK/USD"],
    strategy: "rsi-reversion",
    timeframe: "3m",
    riskMode: "safe",
    params: { period: 8, oversold: 45, exitAbove: 82 },
  },
  {
    wanted: ["luno", "BTC/ZAR"],
    strategy: "rsi-reversion",
    timeframe: "3m",
    riskMode: "safe",
    params: { period: 7, oversold: 45, exitAbove: 90 },
  },
];

/** What a bot of the demo is given, in its market's quote; about a thousand dollars. */
const CAPITAL: { readonly [quote: string]: string } = { ZAR: "15000", BTC: "0.02", ETH: "0.4" };
const CAPITAL_ELSE = "1000";
/** How many times its bots' capital an exchange is funded with: room for a visitor's own bots. */
const FUNDED_TIMES = "2.5";

/**
 * The demo's six bots and their money. Over the markets it wants where the market in use has them all, else over
 * whatever there is, in turn, so that a single recorded file still gives six different bots.
 */
export function planDemoFleet(markets: readonly DemoMarket[]): {
  readonly bots: readonly DemoBot[];
  readonly funds: readonly DemoFund[];
} {
  const tradable = markets.filter((market) => market.timeframes.length > 0);
  const found = STYLES.map(({ wanted: [exchange, symbol] }) =>
    tradable.find((market) => market.exchange === exchange && market.symbol === symbol),
  );
  const hasAll = found.every((market) => market !== undefined);
  const planned = STYLES.flatMap((style, index) => {
    const market = hasAll ? found[index] : tradable[index % tradable.length];
    return market ? [{ bot: toBot(style, market, greekNames[index] as string), asset: market.quote }] : [];
  });
  return { bots: planned.map(({ bot }) => bot), funds: toFunds(planned) };
}

function toBot({ wanted: _, timeframe, ...style }: Style, market: DemoMarket, name: string): DemoBot {
  const { exchange, symbol, quote, timeframes } = market;
  const offered = timeframes.includes(timeframe) ? timeframe : (timeframes[0] as DemoBot["timeframe"]);
  return { ...style, name, exchange, symbol, timeframe: offered, capital: CAPITAL[quote] ?? CAPITAL_ELSE };
}

function toFunds(planned: readonly { bot: DemoBot; asset: string }[]): readonly DemoFund[] {
  const funds = new Map<string, DemoFund>();
  for (const { bot, asset } of planned) {
    const key = `${bot.exchange} ${asset}`;
    const known = toDecimal(funds.get(key)?.amount ?? "0");
    const amount = toText(known.plus(toDecimal(bot.capital).times(FUNDED_TIMES)));
    funds.set(key, { exchange: bot.exchange, asset, amount });
  }
  return [...funds.values()];
}
