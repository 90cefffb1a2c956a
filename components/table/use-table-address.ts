"use client";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { Column, Sort } from "./column";
import { sortOf, tableAddress } from "./table-address";

type Options<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly standard: Sort;
  /** tells the tables of one page apart */
  readonly prefix?: string;
};

/** What the address says of a table: hidden columns ("hide=fee,amount") and its order ("sort=realised.asc"). */
export function useTableAddress<Row>({ columns, standard, prefix = "" }: Options<Row>) {
  const urlKeys = useMemo(() => ({ hide: `${prefix}hide`, sort: `${prefix}sort` }), [prefix]);
  const [{ hide, sort: asked }, change] = useQueryStates(tableAddress, { urlKeys });
  const hidden = useMemo(() => new Set(hide), [hide]);
  const sort = useMemo(() => sortOf(asked, columns) ?? standard, [asked, columns, standard]);
  return {
    hidden,
    sort,
    shown: useMemo(
      () => columns.filter((column) => column.fixed || !hidden.has(column.id)),
      [columns, hidden],
    ),
    onHide: (ids: readonly string[]) => void change({ hide: ids.length > 0 ? ids : null }),
    onSort: (next: Sort) =>
      void change({ sort: next.by === standard.by && next.descending === standard.descending ? null : next }),
  };
}
