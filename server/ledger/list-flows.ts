import { findFlows } from "./store";

/** What came into a book from outside in a currency (above zero) and went out, in order, ten thousand at most. */
export const listFlows = (q: Parameters<typeof findFlows>[0]) => findFlows(q);
