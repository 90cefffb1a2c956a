import { type Book, tradesAtExchange } from "@/server/kernel/book";
import {
  type ExchangeName,
  exchangeLabel,
  exchangeNames,
  readExchange,
} from "@/server/kernel/exchange-names";

const PAPER = "paper:";
const PRACTICE = "practice:";

/** Where a paper or demo order goes: this system's own venue, by the exchange it stands for. */
export const paperVenue = (exchange: ExchangeName): string => `${PAPER}${exchange}`;

/** Whether a venue is this system's own: nobody else can trade there, and what it tells never lags behind. */
export const isOwnVenue = (venue: string): boolean => venue.startsWith(PAPER);

/** Where the orders of a bot go. */
export const venueOf = ({
  book,
  exchange,
}: {
  readonly book: Book;
  readonly exchange: ExchangeName;
}): string => (tradesAtExchange(book) ? accountVenue(book, exchange) : paperVenue(exchange));

/** An account at an exchange, real or at its simulator on this machine. */
export const accountVenue = (book: Book, exchange: ExchangeName): string =>
  book === "practice" ? `${PRACTICE}${exchange}` : exchange;

/** Whether a text from outside names a venue. */
export const isVenue = (text: string): boolean => exchangeNames.some((name) => name === bareName(text));

const bareName = (venue: string): string =>
  venue.slice([PAPER, PRACTICE].find((each) => venue.startsWith(each))?.length ?? 0);

/** The exchange whose prices and rules hold at a venue; throws for a venue of none that is known. */
export const exchangeOf = (venue: string): ExchangeName => readExchange(bareName(venue));

/** A venue as sentences and pages name it; which of an exchange's venues it is the book beside it says. */
export const venueLabel = (venue: string): string => exchangeLabel(exchangeOf(venue));
