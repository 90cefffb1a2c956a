import { findBotsWithWorkingOrders } from "./store/orders";

/** Which of these bots have an order under way. */
export const findWorkingBots = (botIds: readonly string[]): Promise<ReadonlySet<string>> =>
  findBotsWithWorkingOrders(botIds);
