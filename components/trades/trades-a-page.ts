/** How many trades a page of the list holds. */
export const TRADES_A_PAGE = 50;
