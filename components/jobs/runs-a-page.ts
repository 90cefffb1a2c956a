/** Runs read at once; asked for in the same words by the server's page and the browser's. */
export const RUNS_A_PAGE = 50;
