import { orderFilter, pageInput } from "@/server/history/core/list-filters";
import { isOrderCursor, listOrders } from "@/server/history/orders/list-orders";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { orderPage } from "../../views/orders";

export const listOrdersCommand = defineCommand({
  id: "orders.list",
  title: "Orders",
  guidance:
    "Lists orders newest first, of all bots or of one: all, working, being looked up, filled, or ended otherwise.",
  input: orderFilter.extend(pageInput),
  output: orderPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, query, isOrderCursor);
    return checked.ok ? accept(await listOrders({ ...query, userId })) : checked;
  },
});
