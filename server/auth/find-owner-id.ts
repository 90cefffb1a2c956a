import { findOwner } from "./store";

/** Whose installation this is; null before the first start has made the account. */
export const findOwnerId = async (): Promise<string | null> => (await findOwner())?.id ?? null;
