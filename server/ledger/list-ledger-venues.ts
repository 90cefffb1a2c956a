import { findLedgerVenues } from "./store";

/** Every account that has a ledger: what a reconciliation goes through. */
export const listLedgerVenues = () => findLedgerVenues();
