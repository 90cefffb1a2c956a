import type { MonthRow } from "@/server/backtest/core/backtest-view";
import { fromScaled, toScaled } from "../../ui/decimal-text";

const UNIT = 10n ** 18n;

/** The returns of months one after the other, compounded exactly to 18 decimals; null where one cannot be read. */
export function yearReturn(months: readonly Pick<MonthRow, "returnRatio">[]): string | null {
  let growth = UNIT;
  for (const { returnRatio } of months) {
    const ratio = toScaled(returnRatio);
    if (ratio === null) return null;
    growth = (growth * (UNIT + ratio)) / UNIT;
  }
  return fromScaled(growth - UNIT);
}
