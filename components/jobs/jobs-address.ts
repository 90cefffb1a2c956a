import { parseAsName } from "../ui/address-parts";

/** What the address of the jobs says: whose runs are shown, and which run is open. */
export const jobsAddress = { job: parseAsName, run: parseAsName };
