import { formatPercent, formatPrice } from "../../ui/format-number";

/** The value of an objective as that objective is printed: returns in percent, the others bare. */
export const objectiveText = (objective: string, value: string | null): string =>
  objective === "total-return" ? formatPercent(value) : formatPrice(value, 2);
