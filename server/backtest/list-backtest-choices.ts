import { riskModes } from "@/server/bots/core/bot";
import { toDate } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import { listMarkets } from "@/server/market/find-market";
import { getSettings } from "@/server/settings/get-settings";
import { listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import type { BacktestChoices } from "./core/backtest-choices";

/** Reads its wishes from a candle file: prices of a market carry none. */
const FROM_A_FILE = "signals";

/** What the form of a new backtest offers: markets of the session in use, strategies with their parameters, sizes. */
export async function listBacktestChoices(userId: string): Promise<BacktestChoices> {
  const [markets, settings] = await Promise.all([listMarkets(), getSettings(userId)]);
  return {
    markets: markets.map(({ rules, timeframes, kind, span }) => ({
      exchange: rules.exchange,
      symbol: rules.symbol,
      quote: rules.quote,
      timeframes,
      kind,
      takerFee: toText(rules.takerFee),
      span: span && { from: toDate(span.from).toISOString(), until: toDate(span.until).toISOString() },
    })),
    strategies: listStrategies()
      .filter(({ id }) => id !== FROM_A_FILE)
      .map(describeStrategy),
    riskModes: riskModes.map((name) => {
      const { positionSize, stop } = settings.riskModes[name];
      return { name, positionSize, stop };
    }),
    bots: {
      takeProfit: settings.takeProfit,
      trailingStop: settings.trailingStop,
      timeStopHours: settings.timeStopHours,
    },
  };
}
