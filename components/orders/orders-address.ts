import { parseAsStringLiteral } from "nuqs/server";
import { orderStates } from "@/server/history/core/order-view";
import { parseAsId } from "../ui/address-parts";

/** What the address of the orders says: whose, in which state, and which one is open. */
export const ordersAddress = {
  bot: parseAsId,
  state: parseAsStringLiteral(orderStates).withDefault("all"),
  order: parseAsId,
};
