import { z } from "zod";
import { isFraction, typedDecimal } from "@/server/kernel/money";

/** A fraction as text: "0.05" is 5 %. */
export const ratioText = (standard: string) =>
  typedDecimal.refine(isFraction, "write a fraction from 0 to 1, for example 0.05").default(standard);

/** Hour of the owner's zone, 0 to 23. */
export const hourOfDay = z.number().int().min(0).max(23);
