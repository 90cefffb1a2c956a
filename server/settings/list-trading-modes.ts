import type { TradingModeView } from "./get-trading-mode";
import { findModes } from "./store";

/** The modes of every user who has ever stored any. */
export const listTradingModes = (): Promise<readonly TradingModeView[]> => findModes();
