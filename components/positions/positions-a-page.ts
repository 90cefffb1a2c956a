/** How many closed positions a page of the list holds. */
export const POSITIONS_A_PAGE = 100;
