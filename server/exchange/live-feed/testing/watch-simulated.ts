import { setTimeout as sleep } from "node:timers/promises";
import { openMarketData } from "@/server/exchange/open-exchange";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { maxOf, minOf, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import { LiveExchange } from "../live-exchange";
import { openPushSource } from "../open-push-source";
import type { PushSource } from "../push-source";

export const SYMBOLS: { readonly [exchange in ExchangeName]: string } = {
  luno: "BTC/ZAR",
  binance: "BTC/USDT",
  kucoin: "BTC/USDT",
  kraken: "BTC/USD",
  valr: "BTC/ZAR",
};

/** "Noticed within ten seconds." */
const NOTICED_MS = 10_000;
const MINUTE_MS = 60_000;
/** What a busy machine may add. */
const BUSY_MS = 20_000;
const quiet = { info: () => undefined, warn: () => undefined };

export type Watched = Awaited<ReturnType<typeof watchSimulated>>;

/** One exchange of the live feed at its simulator, whose only trades from now on are those the test makes. */
export async function watchSimulated(exchange: ExchangeName) {
  const symbol = SYMBOLS[exchange];
  const simulator = await startSimulator({ exchange, limits: 0 });
  const { control } = simulator;
  const site = { kind: "simulator", origin: simulator.origin } as const;
  const data = await openMarketData(exchange, { site });
  const ticks: Tick[] = [];
  const seen = { fallen: 0, lost: 0, price: 1_000_000 };
  const push = await openPushSource(exchange, { site });
  const live = new LiveExchange({
    data,
    push: push && counted(push, () => seen.fallen++),
    now: Date.now,
    onTicks: (heard) => ticks.push(...heard),
    onLost: () => seen.lost++,
    log: quiet,
  });
  const trade = (): number => {
    seen.price++;
    control.setPrice(symbol, String(seen.price));
    return seen.price;
  };
  const heard = (price: number) => ticks.some(({ last }) => last.eq(price));
  const untilHeard = (price: number) =>
    within(() => heard(price), `${exchange} did not tell ${price} in time`);
  await live.markets(5_000);
  trade();
  live.watch(new Set([symbol]));
  await untilHeard(trade());
  return {
    exchange,
    control,
    live,
    symbol,
    pushes: push !== null,
    /** how often a connection was seen to have fallen, or was dropped */
    fallen: () => seen.fallen,
    lost: () => seen.lost,
    trade,
    heard,
    untilHeard,
    ticks,
    /** Minutes as the exchange's own list of trades has them, and as they were heard: one trade lost or doubled differs. */
    bothMinutes: async () => {
      await live.catchUp(symbol);
      const [last] = (await data.trades(symbol, null, 1_000)).slice(-1);
      const until = marketMs((last?.at ?? 0) + MINUTE_MS);
      const heardMinutes = live.tradedCandles(symbol, "1m", marketMs(0), until);
      const trades = await data.trades(symbol, null, 1_000);
      // the first minutes of either are cut off
      const from = Math.max(heardMinutes[0]?.openAt ?? 0, trades[0]?.at ?? 0) + MINUTE_MS;
      const whole = from - (from % MINUTE_MS);
      return {
        heard: heardMinutes.filter(({ openAt, volume }) => openAt >= whole && volume.gt(0)).map(shown),
        told: minutesOf(trades.filter(({ at }) => at >= whole)),
      };
    },
    close: async () => {
      await live.close();
      await simulator.close();
    },
  };
}

/** Waits for it, and throws where it comes later than a machine that is busy excuses. */
export async function within(seen: () => boolean, words: string, ms = NOTICED_MS): Promise<number> {
  const from = Date.now();
  while (!seen()) {
    if (Date.now() - from > ms + BUSY_MS) throw new Error(words);
    await sleep(20);
  }
  return Date.now() - from;
}

function counted(push: PushSource, fell: () => void): PushSource {
  const count = async <T>(call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      fell();
      throw error;
    });
  return {
    ...push,
    trades: (symbol) => count(push.trades(symbol)),
    price: (symbol) => count(push.price(symbol)),
    reset: () => {
      fell();
      return push.reset();
    },
  };
}

type Trade = Pick<Candle, "open" | "volume"> & { readonly at: number };

const shown = ({ openAt, open, high, low, close, volume }: Candle) =>
  [openAt, ...[open, high, low, close, volume].map((each) => each.toFixed())].join(" ");

function minutesOf(
  trades: readonly { readonly at: number; readonly price: Trade["open"]; readonly amount: Trade["volume"] }[],
): readonly string[] {
  const groups = Map.groupBy(trades, ({ at }) => at - (at % MINUTE_MS));
  return [...groups].map(([openAt, group]) => {
    const prices = group.map(({ price }) => price);
    return shown({
      openAt: marketMs(openAt),
      open: prices[0] ?? ZERO,
      high: prices.reduce(maxOf),
      low: prices.reduce(minOf),
      close: prices.at(-1) ?? ZERO,
      volume: group.reduce((sum, { amount }) => sum.plus(amount), ZERO),
    });
  });
}
