import { z } from "zod";
import { showOrder } from "@/server/history/orders/show-order";
import { accept, refuse } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { orderDetailView } from "../../views/orders";

export const showOrderCommand = defineCommand({
  id: "orders.show",
  title: "Life of an order",
  guidance: "Shows one order with every step from its intent to its end.",
  input: z.strictObject({ orderId: z.guid("Name the order by its id.") }),
  output: orderDetailView,
  tier: "R",
  role: "viewer",
  run: async ({ orderId }, { userId }) => {
    const order = await showOrder({ userId, orderId });
    return order ? accept(order) : refuse("not_found", "There is no such order.");
  },
});
