/**
 * Every account, order, fill, position, limit and report belongs to one book. Books are never summed: a loss on paper
 * never stops live, nor hides a live loss. Prices that are not live feed the demo book only.
 */
export const BOOKS = ["paper", "live", "demo", "practice"] as const;

export type Book = (typeof BOOKS)[number];

/**
 * Whether a book's orders go to an exchange's own door: live ones to the exchange itself, practice ones to a simulator of
 * it on this machine, over the same wire. The mode `live` is about both.
 */
export const tradesAtExchange = (book: Book): boolean => book === "live" || book === "practice";
