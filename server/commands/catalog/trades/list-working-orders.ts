import { z } from "zod";
import { tradeFilter } from "@/server/history/core/list-filters";
import { listWorkingOrders } from "@/server/history/list-working-orders";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { workingOrderView } from "../../views/trades";

export const listWorkingOrdersCommand = defineCommand({
  id: "trades.working",
  title: "Working orders",
  guidance: "Lists the orders that may still trade, of all bots or of one.",
  input: tradeFilter,
  output: z.array(workingOrderView).readonly(),
  tier: "R",
  role: "viewer",
  run: async (query, { userId }) => {
    const checked = await checkList(userId, query);
    return checked.ok ? accept(await listWorkingOrders({ ...query, userId })) : checked;
  },
});
