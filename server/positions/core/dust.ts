import type { Decimal } from "@/server/kernel/money";
import { emptyPosition, type PositionState } from "./apply-fill";

/**
 * What no order can sell of what a bot once bought: less than a lot, or below the exchange's smallest order. In base,
 * and the quote that was paid for it. It stays with the position it is left of until the bot's next position in the
 * same market takes it over.
 */
export type Dust = { readonly amount: Decimal; readonly cost: Decimal };

/**
 * A new position that begins with the dust of earlier ones: it is sold with what will be bought, and its cost counts
 * against what that brings.
 */
export const beginWith = ({ amount, cost }: Dust): PositionState => ({ ...emptyPosition, amount, cost });
