import type { WriteTx } from "@/server/platform/db";
import type { SqlPart } from "@/server/platform/question";
import { DEFAULT_MODE, type TradingModeView } from "./get-trading-mode";
import { lockMode, modeAsSeenSql } from "./store";

/** The modes as they are and stay until the transaction ends: what the order sender reads right before the wire. */
export const lockTradingMode = async (tx: WriteTx, userId: string): Promise<TradingModeView> =>
  (await lockMode(tx, userId)) ?? DEFAULT_MODE;

/** A query that answers one row while they are as they were seen, and keeps them so until its statement is committed. */
export const tradingModeAsSeen = (userId: string, seen: TradingModeView): SqlPart =>
  modeAsSeenSql(userId, seen);
