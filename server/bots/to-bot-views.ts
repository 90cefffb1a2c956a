import { listBotRecords } from "@/server/positions/list-bot-records";
import type { BotView } from "./core/bot";
import type { BotRow } from "./store";

const NO_RECORD = { closedTrades: 0, wins: 0, realised: "0", hasOpenPosition: false };

/** Bots with the record of their trades in the book they trade in now: a bot that goes live begins at zero. */
export async function toBotViews(userId: string, rows: readonly BotRow[]): Promise<readonly BotView[]> {
  const keyOf = ({ botId, book }: Pick<BotRow, "botId" | "book">) => `${botId} ${book}`;
  const records = new Map((await listBotRecords(userId)).map((record) => [keyOf(record), record]));
  return rows.map((row) => {
    const { closedTrades, wins, realised, hasOpenPosition } = records.get(keyOf(row)) ?? NO_RECORD;
    return { ...row, closedTrades, wins, realised, hasOpenPosition };
  });
}
