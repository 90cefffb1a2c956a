import type { WholeRecord } from "./core/shared-record";
import { readWhole } from "./store/records";

/** Rows of decisions as they are stored, with their records made whole again. Rows of old carry theirs whole. */
export const makeWhole = <R extends WholeRecord & { readonly contextId: string | null }>(
  rows: readonly R[],
): Promise<R[]> => readWhole(rows);
