/** How many decisions a page of the list holds. */
export const DECISIONS_A_PAGE = 100;
