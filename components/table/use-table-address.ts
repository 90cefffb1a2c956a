"use client";
import { useMemo } from "react";
import { useAddress } from "../ui/use-address";
import type { Column, Sort } from "./column";

type Options<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly standard: Sort;
  /** tells the tables of one page apart */
  readonly prefix?: string;
};

/** What the address says of a table: hidden columns ("hide=fee,amount") and its order ("sort=realised.asc"). */
export function useTableAddress<Row>({ columns, standard, prefix = "" }: Options<Row>) {
  const { params, change } = useAddress();
  const hide = params.get(`${prefix}hide`) ?? "";
  const sorted = params.get(`${prefix}sort`) ?? "";
  const hidden = useMemo(() => new Set(hide.split(",").filter(Boolean)), [hide]);
  const sort = useMemo(() => readSort(sorted, columns) ?? standard, [sorted, columns, standard]);
  return {
    hidden,
    sort,
    shown: columns.filter((column) => column.fixed || !hidden.has(column.id)),
    onHide: (ids: readonly string[]) =>
      change({ [`${prefix}hide`]: ids.length > 0 ? [...ids].sort().join(",") : null }),
    onSort: ({ by, descending }: Sort) =>
      change({
        [`${prefix}sort`]:
          by === standard.by && descending === standard.descending
            ? null
            : `${by}.${descending ? "desc" : "asc"}`,
      }),
  };
}

function readSort<Row>(text: string, columns: readonly Column<Row>[]): Sort | null {
  const [by = "", way] = text.split(".");
  const known = columns.some((column) => column.id === by && column.sorts);
  return known && (way === "asc" || way === "desc") ? { by, descending: way === "desc" } : null;
}
