import type { Metric } from "@/server/backtest/core/report/metric-list";
import { negative } from "../../ui/decimal-text";
import { Figure } from "../../ui/figure";
import { formatCount, formatMoney, formatPercent, formatPrice, UNKNOWN } from "../../ui/format-number";
import { formatAge } from "../../ui/format-time";
import { ProfitLoss, ReturnRatio } from "../../ui/profit-loss";

type FigureProps = {
  readonly metric: Pick<Metric, "print">;
  readonly value: string | null;
  readonly currency: string;
};

/** A figure of a report as its kind is printed; an unknown is "—". */
export function MetricFigure({ metric: { print }, value, currency }: FigureProps) {
  if (value === null) return <span className="text-text-3">{UNKNOWN}</span>;
  switch (print) {
    case "result":
      return <ProfitLoss amount={value} currency={currency} />;
    case "return":
      return <ReturnRatio ratio={value} />;
    case "depth":
      return <ReturnRatio ratio={negative(value)} />;
    case "share":
      return <Figure full={value}>{formatPercent(value, { signed: false })}</Figure>;
    case "money":
      return <Figure full={`${value} ${currency}`}>{formatMoney(value, currency)}</Figure>;
    case "ratio":
      return <Figure full={value}>{formatPrice(value, 2)}</Figure>;
    case "count":
      return <>{formatCount(Number(value))}</>;
    case "ms":
      return <>{formatAge(Number(value))}</>;
  }
}
