// Names from outside become ours here: of a book, of an exchange.
import { z } from "zod";
import { BOOKS } from "./book";
import { exchangeNames } from "./exchange-names";
import { MARKET_KINDS } from "./market-kinds";

export const bookWire = z.enum(BOOKS, `Book is one of ${BOOKS.join(", ")}.`);
export const exchangeWire = z.enum(exchangeNames, `Exchange is one of ${exchangeNames.join(", ")}.`);
export const marketKindWire = z.enum(MARKET_KINDS);
