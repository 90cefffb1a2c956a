import type { BacktestListItem } from "@/server/backtest/core/backtest-view";

/** The currency a backtest is counted in: the quote of its market. */
export const currencyOf = ({ symbol }: Pick<BacktestListItem, "symbol">): string =>
  symbol.split("/")[1]?.split(/[^A-Z0-9]/)[0] ?? "";
