/** Whether a failed write is the ledger's refusal to let a holding fall below zero. */
export const isBelowZero = (error: unknown): boolean => String(error).includes("would be below zero");
