import { AsyncLocalStorage } from "node:async_hooks";

const lane = new AsyncLocalStorage<"reserved">();

/**
 * Does this, and all that follows from it, over a few connections of its own: exits must not wait while cycles and pages
 * have taken the whole pool.
 */
export const withReserved = <T>(work: () => T): T => lane.run("reserved", work);

/** Whether what runs now may take them. */
export const isReserved = (): boolean => lane.getStore() === "reserved";
