import { z } from "zod";
import type { OrderDetailView, OrderPage } from "@/server/history/core/order-view";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import { orderStatuses } from "@/server/kernel/order-statuses";
import { orderTypes } from "@/server/kernel/order-types";
import { viewOf } from "./view-of";

const orderView = z.strictObject({
  orderId: z.string(),
  botId: z.string(),
  botName: z.string(),
  book: bookWire,
  venue: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  side: z.enum(["buy", "sell"]),
  purpose: z.enum(["entry", "exit"]),
  type: z.enum(orderTypes),
  postOnly: z.boolean(),
  limitPrice: z.string().nullable(),
  triggerPrice: z.string().nullable(),
  amount: z.string(),
  filled: z.string(),
  averagePrice: z.string().nullable(),
  status: z.enum(orderStatuses),
  statusReason: z.string(),
  reasonCode: z.string(),
  marketAt: z.string(),
});

export const orderPage = viewOf<OrderPage>()(
  z.strictObject({ orders: z.array(orderView).readonly(), nextCursor: z.string().nullable() }),
);

export const orderDetailView = viewOf<OrderDetailView>()(
  z.strictObject({
    order: orderView,
    clientOrderId: z.string(),
    venueOrderId: z.string().nullable(),
    steps: z.array(z.strictObject({ at: z.string(), words: z.string(), value: z.string() })).readonly(),
    cancelCode: z.string().nullable(),
    lookups: z.number(),
  }),
);
