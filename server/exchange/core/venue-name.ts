import type { Book } from "@/server/kernel/book";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";

const PAPER = "paper:";

/** Where a paper or demo order goes: this system's own venue, by the exchange it stands for. */
export const paperVenue = (exchange: ExchangeName): string => `${PAPER}${exchange}`;

/** Where the orders of a bot go. */
export const venueOf = (bot: { readonly book: Book; readonly exchange: ExchangeName }): string =>
  bot.book === "live" ? bot.exchange : paperVenue(bot.exchange);

/** The exchange whose prices and rules hold at a venue; throws for a venue of none that is known. */
export const exchangeOf = (venue: string): ExchangeName =>
  readExchange(venue.startsWith(PAPER) ? venue.slice(PAPER.length) : venue);
