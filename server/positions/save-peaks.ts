import { record } from "@/server/audit/record";
import { type SeenPeak, savePeakPrices } from "./store/marks";

/** Writes down prices that were seen: nobody decided anything. One of before another lot is passed over. */
export const savePeaks = (peaks: readonly SeenPeak[]): Promise<number> =>
  record((tx) => savePeakPrices(tx, peaks));
