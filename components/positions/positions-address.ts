import { parseAsStringLiteral } from "nuqs/server";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { parseAsId } from "../ui/address-parts";

/** What the address of the positions says: whose, and on which exchange. */
export const positionsAddress = { bot: parseAsId, exchange: parseAsStringLiteral(exchangeNames) };
