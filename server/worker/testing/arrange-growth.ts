// The stage of `prove -- growth`: the cycle bench's fleet, with the strategies and limits an owner would have.
import { Client } from "pg";
import type { CycleFleet } from "../bench/measure-cycle";
import { arrangeCycleFleet } from "./arrange-cycle-fleet";

/** The demo's, in turn: they read few candles, and a month goes by in minutes. */
const STYLES = [
  ["ema-cross", { fast: 3, slow: 10 }],
  ["rsi-reversion", { period: 10, oversold: 45, exitAbove: 88 }],
  ["donchian-breakout", { entry: 12, exit: 11, buffer: 0 }],
  ["bollinger-squeeze", { period: 20, deviations: 1, squeezeShare: 0.5, lookBack: 60 }],
] as const;

export async function arrangeGrowth(
  url: string,
  bots: number,
): Promise<{ fleet: CycleFleet; symbols: readonly string[] }> {
  const fleet = await arrangeCycleFleet(url, { bots, markets: bots, timeframe: "5m" });
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("DELETE FROM candle");
  await client.query(`UPDATE settings SET "overrides" = '{}'`);
  for (const [index, [strategy, params]] of STYLES.entries()) {
    await client.query(
      `UPDATE bot_version SET "params" = $1, "strategy" = $2
       WHERE substring("symbol" FROM '^C([0-9]+)/')::int % ${STYLES.length} = $3`,
      [JSON.stringify(params), strategy, index],
    );
  }
  await client.query(
    "VACUUM FULL candle, ledger_account, ledger_transaction, ledger_entry, bot, bot_version",
  );
  await client.end();
  return { fleet, symbols: Array.from({ length: bots }, (_one, index) => `C${index}/USDT`) };
}
