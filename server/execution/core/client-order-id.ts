/** The legs of one slot: an entry, an exit by signal, or the n-th try to close a position. */
export const entryLeg = "entry";
export const exitLeg = (reasonCode: string, attempt: number): string => `exit:${reasonCode}:${attempt}`;

/** The n-th stop at the exchange for a position. */
export const stopLeg = (attempt: number): string => `stop:${attempt}`;

/** What the client order id is a digest of: the same bot, slot and leg always give the same id. */
export const clientOrderSeed = (botId: string, slotAt: number, leg: string): string =>
  `${botId}|${slotAt}|${leg}`;
