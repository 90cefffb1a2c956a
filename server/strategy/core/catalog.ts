import { bollingerSqueeze } from "./bollinger-squeeze";
import { donchianBreakout } from "./donchian-breakout";
import { emaCross } from "./ema-cross";
import { rsiReversion } from "./rsi-reversion";
import type { Strategy } from "./strategy";

// Parameters are checked by each strategy's own schema before they reach `decide`, which makes the cast safe.
const strategies = [
  emaCross,
  rsiReversion,
  donchianBreakout,
  bollingerSqueeze,
] as unknown as readonly Strategy[];

/** The strategy of that id, if there is one. */
export const findStrategy = (id: string): Strategy | undefined =>
  strategies.find((strategy) => strategy.id === id);

/** Ids of all strategies, for messages and forms. */
export const strategyIds = (): readonly string[] => strategies.map((strategy) => strategy.id);
