import { countWorking } from "./store";

/** How many of a user's orders may still trade, and how many of them nobody knows the fate of. */
export const countWorkingOrders = (
  userId: string,
): Promise<{ readonly working: number; readonly unknown: number }> => countWorking(userId);
