import { parseAsId } from "../ui/address-parts";

/** What the address of the trades says: whose they are, and which one's Why is open. */
export const tradesAddress = { bot: parseAsId, trade: parseAsId };
