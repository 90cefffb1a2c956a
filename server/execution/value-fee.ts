import type { VenueFee } from "@/server/exchange/core/exchange-port";
import { type Decimal, toStored } from "@/server/kernel/money";
import type { Order } from "./core/order";
import type { TradingRuntime } from "./runtime";

/**
 * What a fee in a third coin is worth in the order's quote currency, by the exchange's own market of the two, either way
 * round. Null for a fee in base or quote, and where there is no such price: never a guess. A price that cannot be read is
 * told and counts as none: what the venue traded is booked all the same.
 */
export async function valueFee(
  runtime: Pick<TradingRuntime, "priceOf" | "failed">,
  { orderId, exchange, base, quote }: Pick<Order, "orderId" | "exchange" | "base" | "quote">,
  { asset, amount }: VenueFee,
): Promise<Decimal | null> {
  if (asset === base || asset === quote || amount.isZero()) return null;
  try {
    const price = await runtime.priceOf(exchange, `${asset}/${quote}`);
    if (price) return toStored(amount.times(price));
    const inverse = await runtime.priceOf(exchange, `${quote}/${asset}`);
    return inverse && toStored(amount.div(inverse));
  } catch (error) {
    runtime.failed("reading the price of a fee's coin", orderId, error);
    return null;
  }
}
