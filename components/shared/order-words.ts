import type { OrderView } from "@/server/history/core/order-view";

const STATUS: { readonly [status in OrderView["status"]]: string } = {
  intent: "Waits to be sent",
  sent: "Sent",
  unknown: "Being looked up",
  ack: "At the venue",
  partial: "Partly filled",
  filled: "Filled",
  cancelled: "Cancelled",
  expired: "Expired",
  rejected: "Rejected",
};
const RESTS: { readonly [type in OrderView["type"]]?: string } = {
  limit: "Rests in the book",
  stop: "Rests at the exchange",
};
const KIND: { readonly [type in OrderView["type"]]: string } = {
  market: "Market",
  limit: "Limit",
  stop: "Stop",
};

/** What became of an order so far. */
export const statusWords = ({ status, type }: Pick<OrderView, "status" | "type">): string =>
  (status === "ack" && RESTS[type]) || STATUS[status];

/** "Limit buy, maker only" */
export const kindWords = ({ type, side, postOnly }: Pick<OrderView, "type" | "side" | "postOnly">): string =>
  `${KIND[type]} ${side}${postOnly ? ", maker only" : ""}`;

/** The kind of an order alone. */
export const typeWords = (type: OrderView["type"]): string => KIND[type];

/** The price an order names: its limit, or what releases a stop; null for a market order. */
export const namedPrice = ({
  limitPrice,
  triggerPrice,
}: Pick<OrderView, "limitPrice" | "triggerPrice">): string | null => limitPrice ?? triggerPrice;
