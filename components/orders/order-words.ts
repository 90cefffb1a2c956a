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

export const statusWords = ({ status, type }: Pick<OrderView, "status" | "type">): string =>
  status === "ack" && type === "limit" ? "Rests in the book" : STATUS[status];

export const kindWords = ({ type, side, postOnly }: OrderView): string =>
  `${type === "limit" ? "Limit" : "Market"} ${side}${postOnly ? ", maker only" : ""}`;
