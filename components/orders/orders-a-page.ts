/** Orders asked for at once; the server and the browser must ask alike. */
export const ORDERS_A_PAGE = 100;
