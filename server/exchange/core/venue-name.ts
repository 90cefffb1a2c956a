import type { Book } from "@/server/kernel/book";

const PAPER = "paper:";

/** Where a paper or demo order goes: this system's own venue, by the exchange it stands for. */
export const paperVenue = (exchange: string): string => `${PAPER}${exchange}`;

/** Where the orders of a bot go. */
export const venueOf = (bot: { readonly book: Book; readonly exchange: string }): string =>
  bot.book === "live" ? bot.exchange : paperVenue(bot.exchange);

/** The exchange whose prices and rules hold at a venue. */
export const exchangeOf = (venue: string): string =>
  venue.startsWith(PAPER) ? venue.slice(PAPER.length) : venue;
