import { z } from "zod";
import { typedDecimal } from "@/server/kernel/money";

/** A position by its id, as lists tell it. */
const positionId = z.uuid("Name a position by its id, as the list of positions tells it.");

export const stopInput = z.strictObject({ positionId, price: typedDecimal });
/** null takes the target away */
export const targetInput = z.strictObject({ positionId, price: typedDecimal.nullable() });
