import type { Book } from "@/server/kernel/book";
import { findHalted } from "./store";

/** The books, of any user, that a guard has halted until their owner clears it. */
export const listHalts = (): Promise<readonly Book[]> => findHalted();
