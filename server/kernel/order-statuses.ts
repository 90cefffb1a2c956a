// The states of an order, and which of them are working: the one list that code and SQL go by.

export const orderStatuses = [
  "intent",
  "sent",
  "unknown",
  "ack",
  "partial",
  "filled",
  "cancelled",
  "expired",
  "rejected",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Statuses in which an order may still trade. */
export const workingStatuses: readonly OrderStatus[] = ["intent", "sent", "unknown", "ack", "partial"];
/** Those of them in which the venue knows the order, or may. */
export const atVenueStatuses: readonly OrderStatus[] = workingStatuses.filter(
  (status) => status !== "intent",
);
/** Those in which nothing happens to it any more. */
export const endedStatuses: readonly OrderStatus[] = orderStatuses.filter(
  (status) => !workingStatuses.includes(status),
);
