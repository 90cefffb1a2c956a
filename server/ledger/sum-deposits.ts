import { findDeposited } from "./store";

/** What was put into a venue's pool of an asset from outside since an instant of the wall clock; what was taken out is taken off. */
export const sumDeposits = (q: Parameters<typeof findDeposited>[0]) => findDeposited(q);
