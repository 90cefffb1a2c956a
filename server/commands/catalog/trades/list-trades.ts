import { pageInput, tradeFilter } from "@/server/history/core/list-filters";
import { isTradeCursor } from "@/server/history/fill-cursor";
import { listTrades } from "@/server/history/list-trades";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { tradePage } from "../../views/trades";

export const listTradesCommand = defineCommand({
  id: "trades.list",
  title: "Trades",
  guidance: "Lists fills, newest first, of all bots or of one.",
  input: tradeFilter.extend(pageInput),
  output: tradePage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, query, isTradeCursor);
    return checked.ok ? accept(await listTrades({ ...query, userId })) : checked;
  },
});
