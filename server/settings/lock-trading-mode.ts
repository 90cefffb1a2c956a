import type { WriteTx } from "@/server/platform/db";
import { DEFAULT_MODE, type TradingModeView } from "./get-trading-mode";
import { lockMode } from "./store";

/** The modes as they are and stay until the transaction ends: what the order sender reads right before the wire. */
export const lockTradingMode = async (tx: WriteTx, userId: string): Promise<TradingModeView> =>
  (await lockMode(tx, userId)) ?? DEFAULT_MODE;
