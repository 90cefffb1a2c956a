import { listBotRecords } from "@/server/positions/list-bot-records";
import type { BotView } from "./core/bot";
import type { BotRow } from "./store";

const NO_RECORD = { closedTrades: 0, wins: 0, realised: "0", hasOpenPosition: false };

/** Bots with the record of their trades. */
export async function toBotViews(userId: string, rows: readonly BotRow[]): Promise<readonly BotView[]> {
  const records = new Map((await listBotRecords(userId)).map((record) => [record.botId, record]));
  return rows.map((row) => {
    const { closedTrades, wins, realised, hasOpenPosition } = records.get(row.botId) ?? NO_RECORD;
    return { ...row, closedTrades, wins, realised, hasOpenPosition };
  });
}
