import type { WhyView } from "@/server/history/core/trade-view";
import { OrderSteps } from "../shared/order-steps";
import { formatReading } from "../ui/format-number";
import { PART, PART_TITLE } from "../ui/part";
import { ProfitLoss } from "../ui/profit-loss";
import { CODE } from "../ui/text";

/** The order's life from intent to its last fill, and what became of the position. */
export function WhyOrder({ why }: { readonly why: WhyView }) {
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Order <span className={CODE}>{why.order.clientOrderId}</span>
        <span>{why.order.status.toLowerCase().replaceAll("_", " ")}</span>
      </h3>
      <OrderSteps steps={why.order.steps} />
      {why.position ? <PositionLine position={why.position} quote={why.trade.quote} /> : null}
    </section>
  );
}

type LineProps = { readonly position: NonNullable<WhyView["position"]>; readonly quote: string };

function PositionLine({ position, quote }: LineProps) {
  const { status, entryPrice, exitPrice, realised, stopPrice, targetPrice } = position;
  return (
    <p className="mt-1 flex flex-wrap gap-x-3 text-micro text-text-3">
      <span>Position {status}</span>
      <span>entry {price(entryPrice)}</span>
      {exitPrice === null ? null : <span>exit {price(exitPrice)}</span>}
      <span>stop {price(stopPrice)}</span>
      {targetPrice === null ? null : <span>target {price(targetPrice)}</span>}
      {realised === null ? null : <ProfitLoss amount={realised} currency={quote} />}
    </p>
  );
}

/** Averages have more digits than a tick. */
const price = (text: string): string => formatReading(text, PRICE_DIGITS);
const PRICE_DIGITS = 7;
