import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { listNextCronRows } from "./store";

/** When each schedule of the embedded engine is due next on a market clock; one in the past has not fired yet. */
export async function listNextCrons(
  clockId: string,
): Promise<readonly { readonly functionId: string; readonly nextMarketAt: MarketMs }[]> {
  const rows = await listNextCronRows(clockId);
  return rows.map(({ functionId, nextMarketAt }) => ({ functionId, nextMarketAt: marketMs(nextMarketAt) }));
}
