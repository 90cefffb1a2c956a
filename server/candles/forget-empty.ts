import { record } from "@/server/audit/record";
import type { WallMs } from "@/server/kernel/clock";
import { dropEmpty } from "./store/series";

/** Forgets downloads that ended a month ago without a candle; how many. */
export const forgetEmpty = (wallNow: WallMs): Promise<number> => record((tx) => dropEmpty(tx, wallNow));
