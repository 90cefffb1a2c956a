import { ask, type Question } from "@/server/platform/question";
import type { Order } from "../core/order";
import { heldSql } from "./store";

type Place = Pick<Order, "userId" | "book" | "venue">;
type Entry = Place & Pick<Order, "symbol" | "base" | "quote">;

const keyOf = ({ userId, book, venue }: Place, what: string): string => `${userId} ${book} ${venue} ${what}`;

/** Whether an entry is held. */
export type AccountHolds = (order: Entry) => boolean;

/**
 * Whether an entry is held because its account is not as the books say: its base or quote moved by hand, or somebody else
 * trades in its market there. One query for all of these orders' owners.
 */
export const findAccountHolds = (owners: readonly Pick<Place, "userId">[]): Promise<AccountHolds> =>
  ask(holdsQuestion(owners));

/** The same, asked together with what others know. */
export const holdsQuestion = (owners: readonly Pick<Place, "userId">[]): Question<AccountHolds> => ({
  sql: heldSql([...new Set(owners.map(({ userId }) => userId))]),
  read: (held: readonly (Place & { readonly what: string })[]) => {
    const keys = new Set(held.map((one) => keyOf(one, one.what)));
    return (order) => [order.base, order.quote, order.symbol].some((what) => keys.has(keyOf(order, what)));
  },
});
