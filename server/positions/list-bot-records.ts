import { findBotRecords } from "./store/records";

/** Each bot's record of closed trades, book by book; realised is decimal text in the bot's quote currency, net of fees. */
export const listBotRecords = (userId: string) => findBotRecords(userId);
