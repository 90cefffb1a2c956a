import { Decimal } from "@/server/kernel/money";

/** A fraction as percent: "4.25 %". */
export const percentText = (value: number): string => `${plainNumber(value * 100, 2)} %`;

/** Money that is only looked at: "80.5 USDT". */
export const moneyText = (value: number, currency: string): string => `${plainNumber(value, 2)} ${currency}`;

/** A statistic as plain text, without an exponent. */
export const plainNumber = (value: number, digits = 6): string =>
  new Decimal(value).toDecimalPlaces(digits).toFixed();
