import { parseAsInteger, parseAsString } from "nuqs/server";
import { parseAsFlag, parseAsId, parseAsIds, parseAsName } from "../../ui/address-parts";

/** What the form of a new backtest begins with: a bot, an earlier backtest, or one set of its sweep. */
export const formAddress = { new: parseAsFlag, bot: parseAsName, again: parseAsName, set: parseAsInteger };

/** What is open and narrowed in a report. */
export const reportAddress = { trade: parseAsInteger, exit: parseAsString };

/** The two that are compared. */
export const compareAddress = { a: parseAsId, b: parseAsId };

/** Those ticked in the list, in the order of ticking; going back does not untick one by one. */
export const pickedInAddress = parseAsIds.withDefault([]).withOptions({ history: "replace" });
