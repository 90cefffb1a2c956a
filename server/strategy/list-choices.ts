import { listStrategies } from "./core/catalog";
import { describeStrategy, type StrategyView } from "./core/describe-strategy";
import { signals } from "./core/signals";

/** The strategies a bot can trade with, with their parameters and ranges; flags of candle files are for backtests. */
export const listStrategyChoices = (): readonly StrategyView[] =>
  listStrategies()
    .filter(({ id }) => id !== signals.id)
    .map(describeStrategy);
