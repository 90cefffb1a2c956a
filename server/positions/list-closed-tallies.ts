import { tallyClosed } from "./store/positions";

/** How many positions each bot of a book closed between two instants of the market clock, and how many of them won. */
export const listClosedTallies = (q: Parameters<typeof tallyClosed>[0]) => tallyClosed(q);
