import { toScaled } from "../ui/decimal-text";
import type { Sort } from "./column";

/** What a row is sorted by: decimal text by its value, other text by its letters; null stands last. */
export type SortKeys<Row> = { readonly [column: string]: (row: Row) => string | number | null };

/** Rows that are all here, in the order asked for; a column without a key leaves them as they are. */
export function sortRows<Row>(rows: readonly Row[], sort: Sort, keys: SortKeys<Row>): readonly Row[] {
  const keyOf = keys[sort.by];
  if (!keyOf) return rows;
  const sign = sort.descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return sign * compare(a.key, b.key);
  });
  return keyed.map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [toScaled(String(a)), toScaled(String(b))];
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
  return String(a).localeCompare(String(b));
}
