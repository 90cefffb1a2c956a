import { record } from "@/server/audit/record";
import { db } from "@/server/platform/db";

const HOUR_MS = 3_600_000;
const FRAME_MS = 300_000;
/** How long BTC and ETH have moved together; before that ETH went its own way. */
export const TOGETHER_HOURS = 60;
const STORED_HOURS = 200;

/**
 * Five-minute candles of the session in use that close at whole hours before `at`: BTC and ETH move together lately, DOGE never
 * with either.
 */
export async function arrangeMovingCoins(exchange: string, at: number): Promise<void> {
  const { source } = await db.marketSession.findFirstOrThrow({ where: { active: true } });
  const last = Math.floor(at / HOUR_MS) * HOUR_MS;
  const wave = (hour: number) => 0.01 * Math.sin(hour * 1.7);
  const other = (hour: number) => 0.01 * Math.sin(hour * 2.9 + 1);
  const eth = (hour: number) => (hour < TOGETHER_HOURS ? 1.5 * wave(hour) : other(hour));
  const doge = (hour: number) => 0.01 * Math.sin(hour * 0.6 + 2);
  const coins = [
    ["BTC", wave],
    ["ETH", eth],
    ["DOGE", doge],
  ] as const;
  for (const [coin, move] of coins) {
    let price = 100;
    const rows = Array.from({ length: STORED_HOURS + 1 }, (_, n) => STORED_HOURS - n).map((hour) => {
      price *= Math.exp(move(hour));
      const close = price.toFixed(8);
      const series = { source, exchange, symbol: `${coin}/USDT`, timeframe: "5m" };
      const openAt = new Date(last - hour * HOUR_MS - FRAME_MS);
      return { ...series, openAt, open: close, high: close, low: close, close, volume: "1" };
    });
    await record((tx) => tx.candle.createMany({ data: rows, skipDuplicates: true }));
  }
}
