/**
 * Every account, order, fill, position, limit and report belongs to one book. Books are never summed: a loss on paper
 * never stops live, nor hides a live loss. Prices that are not live feed the demo book only.
 */
export const BOOKS = ["paper", "live", "demo"] as const;

export type Book = (typeof BOOKS)[number];
