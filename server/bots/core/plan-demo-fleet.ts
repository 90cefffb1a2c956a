import { toDecimal, toText } from "@/server/kernel/money";
import type { CreateBotInput } from "./bot";
import { greekNames } from "./bot-names";

export type DemoMarket = {
  readonly exchange: string;
  readonly symbol: string;
  readonly quote: string;
  readonly timeframes: readonly CreateBotInput["timeframe"][];
};

export type DemoBot = {
  readonly name: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: CreateBotInput["timeframe"];
  readonly strategy: "ema-cross";
  readonly params: { readonly fast: number; readonly slow: number };
  readonly riskMode: CreateBotInput["riskMode"];
  readonly capital: string;
};

export type DemoFund = { readonly exchange: string; readonly asset: string; readonly amount: string };

type Style = Pick<DemoBot, "params" | "riskMode"> & { readonly quick: boolean };

const BOTS = 6;
const CAPITAL = "1000";
const WANTED = [
  ["binance", "BTC/USDT"],
  ["binance", "ETH/USDT"],
  ["binance", "SOL/USDT"],
  ["binance", "XRP/USDT"],
  ["kucoin", "DOGE/USDT"],
  ["kucoin", "LINK/USDT"],
] as const;

// Short averages cross often: a visitor sees trades within minutes.
const STYLES: readonly Style[] = [
  { params: { fast: 3, slow: 8 }, riskMode: "balanced", quick: true },
  { params: { fast: 4, slow: 9 }, riskMode: "safe", quick: true },
  { params: { fast: 5, slow: 13 }, riskMode: "risky", quick: false },
  { params: { fast: 3, slow: 10 }, riskMode: "balanced", quick: true },
  { params: { fast: 4, slow: 12 }, riskMode: "aggressive", quick: false },
  { params: { fast: 5, slow: 11 }, riskMode: "safe", quick: true },
];

/**
 * The demo's six bots and their money. Over the markets it wants where the market in use has them all, else over
 * whatever there is, in turn, so that a single recorded file still gives six different bots.
 */
export function planDemoFleet(markets: readonly DemoMarket[]): {
  readonly bots: readonly DemoBot[];
  readonly funds: readonly DemoFund[];
} {
  const wanted = WANTED.flatMap(([exchange, symbol]) =>
    markets.filter((market) => market.exchange === exchange && market.symbol === symbol),
  );
  const tradable = (wanted.length === BOTS ? wanted : markets).filter(
    (market) => market.timeframes.length > 0,
  );
  if (tradable.length === 0) return { bots: [], funds: [] };
  const bots = STYLES.map((style, index) => {
    const market = tradable[index % tradable.length] as DemoMarket;
    return { bot: toBot(style, market, greekNames[index] as string), asset: market.quote };
  });
  return { bots: bots.map(({ bot }) => bot), funds: toFunds(bots) };
}

function toBot({ params, riskMode, quick }: Style, market: DemoMarket, name: string): DemoBot {
  const { exchange, symbol, timeframes } = market;
  const preferred = quick ? "1m" : "5m";
  const timeframe =
    timeframes.find((offered) => offered === preferred) ?? (timeframes[0] as DemoBot["timeframe"]);
  return { name, exchange, symbol, timeframe, strategy: "ema-cross", params, riskMode, capital: CAPITAL };
}

/** Each exchange and currency is funded with 2,500 per bot: room for a visitor's own bots. */
function toFunds(bots: readonly { bot: DemoBot; asset: string }[]): readonly DemoFund[] {
  const counts = new Map<string, DemoFund & { bots: number }>();
  for (const { bot, asset } of bots) {
    const key = `${bot.exchange} ${asset}`;
    const known = counts.get(key);
    counts.set(key, { exchange: bot.exchange, asset, amount: "0", bots: (known?.bots ?? 0) + 1 });
  }
  return [...counts.values()].map(({ exchange, asset, bots: count }) => ({
    exchange,
    asset,
    amount: toText(toDecimal("2500").times(count)),
  }));
}
