import { invariant } from "./result";

// The kinds of orders, as rows and pages name them.

export const orderTypes = ["market", "limit", "stop"] as const;
export type OrderType = (typeof orderTypes)[number];

/** A row's kind; one that nobody knows throws. */
export function readOrderType(text: string): OrderType {
  const known = orderTypes.find((type) => type === text);
  invariant(known, `an order of type ${text}`);
  return known;
}
