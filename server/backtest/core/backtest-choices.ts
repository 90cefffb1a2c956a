// What the form of a new backtest may offer. Fractions are decimal text: "0.001" is 0.1 %.

import type { RiskModeName } from "@/server/bots/core/bot";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";

export type MarketToTest = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly quote: string;
  /** shortest first */
  readonly timeframes: readonly string[];
  readonly kind: MarketKind;
  /** how far a recording reaches, UTC; null where prices go on to market time */
  readonly span: { readonly from: string; readonly until: string } | null;
  /** one side */
  readonly takerFee: string;
};

export type BacktestChoices = {
  readonly markets: readonly MarketToTest[];
  readonly strategies: readonly StrategyView[];
  /** what a bot of that mode puts into one position, and its stop */
  readonly riskModes: readonly {
    readonly name: RiskModeName;
    readonly positionSize: string;
    readonly stop: string;
  }[];
  /** how a bot leaves besides, whatever its mode; a time stop of null is none */
  readonly bots: {
    readonly takeProfit: string;
    readonly trailingStop: string;
    readonly timeStopHours: number | null;
  };
};
