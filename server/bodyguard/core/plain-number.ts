import { Decimal } from "@/server/kernel/money";

/** A statistic as plain text, without an exponent. */
export const plainNumber = (value: number, digits = 6): string =>
  new Decimal(value).toDecimalPlaces(digits).toFixed();
