import type { Decimal } from "@/server/kernel/money";
import { sumFunding } from "./store";

/**
 * What came in less what went out of one asset in a book between two instants of the market clock, the second included;
 * without a first one, all of it until then.
 */
export const readFunding = (q: Parameters<typeof sumFunding>[0]): Promise<Decimal> => sumFunding(q);
