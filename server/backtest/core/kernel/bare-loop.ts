import type { CandleColumns } from "./candle-columns";

const TRADES_MAX = 100_000;
const TRADES = {
  opened: new Int32Array(TRADES_MAX),
  closed: new Int32Array(TRADES_MAX),
  profit: new Float64Array(TRADES_MAX),
};

/**
 * The least that an EMA cross with stop, fees, trade list and equity can cost: one loop, everything in local variables,
 * no other rule thinkable. The limit that the kernel is measured against; gives the number of trades.
 */
export function bareLoop({ open, high, low, close }: CandleColumns, equity: Float64Array): number {
  const [fee, stopRatio, stake] = [0.001, 0.02, 100];
  const [fastAlpha, slowAlpha] = [2 / 13, 2 / 27];
  const { opened, closed, profit } = TRADES;
  let fast = close[0] as number;
  let slow = fast;
  let [cash, amount, stop] = [10_000, 0, 0];
  let [trades, wish, above] = [0, 0, false];
  for (let index = 0; index < close.length; index++) {
    const price = open[index] as number;
    let exit = 0;
    if (amount > 0 && wish < 0) exit = price;
    else if (amount === 0 && wish > 0) {
      amount = stake / price;
      cash -= stake * (1 + fee);
      stop = price * (1 - stopRatio);
      opened[trades] = index;
    }
    if (amount > 0 && exit === 0 && (low[index] as number) <= stop) {
      exit = stop > (high[index] as number) ? price : stop;
    }
    if (exit > 0) {
      const gained = amount * exit * (1 - fee);
      profit[trades] = gained - stake * (1 + fee);
      closed[trades] = index;
      cash += gained;
      amount = 0;
      trades += 1;
    }
    const last = close[index] as number;
    equity[index] = cash + amount * last;
    fast += fastAlpha * (last - fast);
    slow += slowAlpha * (last - slow);
    const isAbove = fast > slow;
    wish = 0;
    if (isAbove && !above) wish = 1;
    else if (fast < slow) wish = -1;
    above = isAbove;
  }
  return trades;
}
