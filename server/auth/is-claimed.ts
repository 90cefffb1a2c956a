import { findOwner } from "./store";

/** Whether the owner account has its person yet. */
export const isClaimed = async (): Promise<boolean> => (await findOwner())?.email != null;
