/** The one place where ccxt is loaded: it takes seconds and 80 MB, and comes when the first exchange is opened. */
export const loadCcxt = () => import("ccxt");
