import type { Question } from "@/server/platform/question";
import { findMode, modeSql } from "./store";

export type TradingModeView = {
  readonly paper: boolean;
  readonly live: boolean;
  readonly autopilot: boolean;
  readonly entriesStopped: boolean;
  readonly halted: boolean;
};

export const DEFAULT_MODE: TradingModeView = {
  paper: true,
  live: false,
  autopilot: false,
  entriesStopped: false,
  halted: false,
};

/** Which modes are on for a user; the defaults (paper alone) where nothing was ever stored. */
export const getTradingMode = async (userId: string): Promise<TradingModeView> =>
  (await findMode(userId)) ?? DEFAULT_MODE;

/** The same, asked together with what others know. */
export const modeQuestion = (userId: string): Question<TradingModeView> => ({
  sql: modeSql(userId),
  read: ([row]: readonly TradingModeView[]) => row ?? DEFAULT_MODE,
});
