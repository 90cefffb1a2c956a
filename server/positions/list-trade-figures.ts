import type { Book } from "@/server/kernel/book";
import { findTradeFigures } from "./store/figures";

/** A bot's closed trades of one book, summed up: money in its quote, returns on what was paid for each. */
export type TradeFigures = Awaited<ReturnType<typeof findTradeFigures>>[number];

/** The record of each bot that closed a trade in a book. */
export const listTradeFigures = (userId: string, book: Book): Promise<readonly TradeFigures[]> =>
  findTradeFigures(userId, book);
