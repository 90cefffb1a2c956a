"use client";
import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  type Row,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  type Updater,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import type { Column, Picks, Sort, SortValue } from "./column";
import { compareValues } from "./compare-values";

const gridFeatures = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});
type Features = typeof gridFeatures;
export type GridRow<Data extends RowData> = Row<Features, Data>;

type Options<Data extends RowData> = {
  readonly rows: readonly Data[];
  readonly columns: readonly Column<Data>[];
  readonly idOf: (row: Data) => string;
  readonly hidden: ReadonlySet<string>;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  readonly picks: Picks<Data> | null;
};

/** The model of a table: which rows in which order, which columns, what is picked. It draws nothing. */
export function useGrid<Data extends RowData>({
  rows,
  columns,
  idOf,
  hidden,
  sort = null,
  onSort,
  picks,
}: Options<Data>) {
  const defs = useMemo(() => toColumnDefs(columns), [columns]);
  // kept by what they say: callers may make columns and sets anew with every drawing
  const by = sort !== null && columns.some(({ id, sorts }) => id === sort.by && sorts) ? sort.by : null;
  const desc = sort?.descending ?? false;
  const sorting = useMemo((): SortingState => (by === null ? [] : [{ id: by, desc }]), [by, desc]);
  const away = columns.filter(({ id, fixed }) => hidden.has(id) && !fixed).map(({ id }) => id);
  const columnVisibility = useKept(away, false as const);
  const rowSelection = useKept(picks?.picked ?? [], true as const);
  return useTable({
    features: gridFeatures,
    data: rows,
    columns: defs,
    getRowId: idOf,
    state: { sorting, columnVisibility, rowSelection },
    // rows of a list that the server sorts come in order
    manualSorting: !columns.some(({ sorts }) => typeof sorts === "function"),
    enableSortingRemoval: false,
    enableMultiSort: false,
    sortDescFirst: true,
    enableRowSelection: (row) => picks?.canPick(row.original) ?? false,
    onSortingChange: (asked) => {
      const [next] = resolve(asked, sorting);
      if (next) onSort?.({ by: next.id, descending: next.desc });
    },
    onRowSelectionChange: (asked) => picks?.onPick(Object.keys(resolve(asked, rowSelection))),
  });
}

const resolve = <State>(asked: Updater<State>, known: State): State =>
  typeof asked === "function" ? (asked as (known: State) => State)(known) : asked;

/** The same object as long as the names are the same, in the same order. */
function useKept<Value>(names: readonly string[], value: Value): Record<string, Value> {
  const text = names.join();
  return useMemo(
    () => Object.fromEntries(text === "" ? [] : text.split(",").map((name) => [name, value])),
    [text, value],
  );
}

/** Columns as the model has them; what they look like stays with the column itself. */
const toColumnDefs = <Data extends RowData>(columns: readonly Column<Data>[]): ColumnDef<Features, Data>[] =>
  columns.map(({ id, sorts }) => ({
    id,
    accessorFn: (row: Data) => (typeof sorts === "function" ? (sorts(row) ?? undefined) : undefined),
    enableSorting: sorts !== undefined,
    sortUndefined: "last" as const,
    sortFn: (a: GridRow<Data>, b: GridRow<Data>, column: string) =>
      compareValues(readValue(a, column), readValue(b, column)),
  }));

const readValue = <Data extends RowData>(row: GridRow<Data>, column: string): NonNullable<SortValue> =>
  row.getValue<NonNullable<SortValue>>(column);
