import { z } from "zod";
import { typedDecimal } from "@/server/kernel/money";

/** A position by its id, as lists tell it. */
const positionId = z.uuid("Name a position by its id, as the list of positions tells it.");

/** puts back a level that nobody had set by hand: it moves again with further lots */
const restore = z.boolean().optional();

export const stopInput = z.strictObject({ positionId, price: typedDecimal, restore });
/** null takes the target away */
export const targetInput = z.strictObject({ positionId, price: typedDecimal.nullable(), restore });
