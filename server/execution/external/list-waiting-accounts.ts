import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { findWaitingAccounts } from "./store";

/** Accounts, of whomever, in which something waits to be acknowledged by their owner. */
export const listWaitingAccounts = (): Promise<readonly VenueAccount[]> => findWaitingAccounts();
