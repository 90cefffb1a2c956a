"use client";
import type { RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type RefObject, useMemo, useRef } from "react";
import { cn } from "../ui/cn";
import { ScrollBox } from "../ui/scroll-box";
import { CELL, HEAD_CELL, ROW, TABLE } from "../ui/table";
import { GIVES_WAY } from "./beside";
import type { Column, More, Picks, Sort, ToNewest } from "./column";
import { PickCell, PickHead } from "./pick-cell";
import { SkeletonRows } from "./skeleton-rows";
import { TableFoot } from "./table-foot";
import { type GridRow, useGrid } from "./use-grid";
import { useRowKeys } from "./use-row-keys";
import { useVirtualRows } from "./use-virtual-rows";

type DataTableProps<Row extends RowData> = {
  /** what a screen reader calls it: "Trades" */
  readonly label: string;
  /** null while they are on their way */
  readonly rows: readonly Row[] | null;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** ids of columns not to show */
  readonly hidden?: ReadonlySet<string>;
  /** the row that is open */
  readonly selected?: string | null;
  readonly onOpen?: (id: string) => void;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  readonly picks?: Picks<Row> | null;
  readonly more?: More | null;
  readonly toNewest?: ToNewest;
  /** how many there are in all; null while unknown */
  readonly total?: number | null;
  /** a page fills the screen; a panel shows some rows and scrolls; whole is as long as its rows */
  readonly fit?: keyof typeof FITS;
  /** last known values of a feed that is silent */
  readonly gone?: boolean;
  /** of the box that scrolls */
  readonly id?: string;
};

/** A long table scrolls in its own box: its head stays in sight, and the page never grows with it. */
const FITS = {
  page: "max-h-[max(240px,calc(100dvh-var(--ribbon-h)-var(--top-h)-110px))] max-tablet:max-h-[max(240px,calc(100dvh-var(--ribbon-h)-var(--top-h)-var(--tabbar-h)-130px))]",
  panel: "max-h-[calc(24px+9*var(--row-h)+12px)] max-tablet:max-h-[calc(24px+6*var(--row-h)+12px)]",
  whole: "",
} as const;
const BOX = "relative min-w-0 overflow-auto overscroll-x-contain [scrollbar-width:thin]";
const STICKY = "sticky top-0 z-2 border-b-0 bg-panel shadow-[inset_0_-1px_var(--line)]";
const REACHED =
  "scroll-mt-6 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus";

const SORTER =
  "inline-flex min-h-6 items-center gap-[3px] rounded-[2px] text-inherit hover:text-text [th[aria-sort]_&]:text-text";

const NONE: ReadonlySet<string> = new Set();
const NO_ROWS: readonly never[] = [];

/**
 * The one table: of any length, since only the rows in its box are drawn and more are asked for before the last comes
 * into sight; its rows can be gone through, opened and picked by keyboard; a head that sorts does so for all rows, not
 * for those that happen to be here.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, rows, picks = null, more = null, toNewest = null, total = null } = props;
  const scroller = useRef<HTMLElement>(null);
  const grid = useGrid({ ...props, rows: rows ?? NO_ROWS, hidden: props.hidden ?? NONE, picks });
  const lines = grid.getRowModel().rows;
  const drawn = useVirtualRows({ scroller, ids: useMemo(() => lines.map(({ id }) => id), [lines]), more });
  const shown = props.columns.filter(({ id }) => grid.getColumn(id)?.getIsVisible());
  const count = rows?.length ?? 0;
  return (
    <>
      <ScrollBox
        ref={scroller}
        id={props.id}
        className={cn(BOX, FITS[props.fit ?? "page"])}
        label={`${label}, table`}
      >
        <table
          className={cn(TABLE, "data-gone:text-dead")}
          data-gone={props.gone || undefined}
          aria-rowcount={rows === null ? -1 : (total ?? count) + 1}
          aria-busy={rows === null || undefined}
        >
          <thead>
            <tr>
              {picks ? <PickHead words={picks.head} className={STICKY} /> : null}
              {shown.map((column) => (
                <Head
                  key={column.id}
                  column={column}
                  sorted={grid.getColumn(column.id)?.getIsSorted() ?? false}
                  onSort={props.onSort && grid.getColumn(column.id)?.getToggleSortingHandler()}
                />
              ))}
            </tr>
          </thead>
          {rows === null ? (
            <SkeletonRows columns={shown} cellOf={cellOf} label={label} />
          ) : (
            <Body {...props} picks={picks} lines={lines} drawn={drawn} columns={shown} scroller={scroller} />
          )}
        </table>
      </ScrollBox>
      {more || toNewest ? <TableFoot more={more} toNewest={toNewest} shown={count} total={total} /> : null}
    </>
  );
}

type BodyProps<Row extends RowData> = Pick<DataTableProps<Row>, "columns" | "onOpen" | "selected"> & {
  readonly picks: Picks<Row> | null;
  readonly lines: readonly GridRow<Row>[];
  readonly drawn: ReturnType<typeof useVirtualRows>;
  readonly scroller: RefObject<HTMLElement | null>;
};

function Body<Row extends RowData>({ lines, drawn, scroller, ...props }: BodyProps<Row>) {
  const { columns, picks, onOpen, selected = null } = props;
  const { places, ids, scrollTo } = drawn;
  const keys = useRowKeys({ scroller, ids, places, scrollTo, onOpen });
  const span = columns.length + (picks ? 1 : 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementInteractions: its rows are reached by keyboard, see useRowKeys
    <tbody onKeyDown={keys.onKeyDown}>
      <Spacer height={drawn.above} span={span} />
      {places.map((place) => {
        const line = lines[place];
        return line ? (
          <Line
            key={line.id}
            line={line}
            place={place}
            columns={columns}
            picks={picks}
            measure={drawn.measureElement}
            isOpen={line.id === selected}
            isReached={line.id === keys.reached}
            onReach={keys.onReach}
            onOpen={onOpen}
          />
        ) : null;
      })}
      <Spacer height={drawn.below} span={span} />
    </tbody>
  );
}

type HeadProps<Row extends RowData> = {
  readonly column: Column<Row>;
  readonly sorted: false | "asc" | "desc";
  readonly onSort: ((event: unknown) => void) | undefined;
};

function Head<Row extends RowData>({ column, sorted, onSort }: HeadProps<Row>) {
  const words = column.head ?? column.label;
  const Icon = sorted === "desc" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={cn(HEAD_CELL, STICKY, placeOf(column))}
      aria-sort={sorted ? (sorted === "desc" ? "descending" : "ascending") : undefined}
    >
      {column.sorts && onSort ? (
        <button
          type="button"
          className={cn(SORTER, column.wideHead && "flex w-full *:grow")}
          onClick={onSort}
        >
          {words}
          {sorted ? <Icon size={11} aria-hidden="true" /> : null}
        </button>
      ) : (
        words
      )}
    </th>
  );
}

type LineProps<Row extends RowData> = {
  readonly line: GridRow<Row>;
  readonly place: number;
  readonly columns: readonly Column<Row>[];
  readonly picks: Picks<Row> | null;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly isOpen: boolean;
  readonly isReached: boolean;
  readonly onReach: (id: string) => void;
  readonly onOpen: ((id: string) => void) | undefined;
};

function Line<Row extends RowData>({
  line,
  place,
  columns,
  picks,
  measure,
  isOpen,
  isReached,
  onReach,
  onOpen,
}: LineProps<Row>) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the body around it hears the keys
    <tr
      ref={measure}
      data-row={line.id}
      data-index={place}
      tabIndex={isReached ? 0 : -1}
      aria-rowindex={place + 2}
      className={cn(ROW, REACHED, onOpen && "cursor-pointer")}
      data-selected={isOpen || line.getIsSelected()}
      aria-current={isOpen || undefined}
      onFocus={(event) => event.target === event.currentTarget && onReach(line.id)}
      onClick={onOpen ? (event) => openUnlessLink(event.target, () => onOpen(line.id)) : undefined}
    >
      {picks ? <PickCell line={line} picks={picks} /> : null}
      {columns.map((column) => (
        <td key={column.id} className={cellOf(column)}>
          {column.cell(line.original)}
        </td>
      ))}
    </tr>
  );
}

/** A click on a link, button or box to tick inside a row means that one. */
function openUnlessLink(target: EventTarget, open: () => void) {
  if (target instanceof Element && target.closest("a, button, label, input")) return;
  open();
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row is not focusable; it only keeps room
    <tr aria-hidden="true">
      <td colSpan={span} className="p-0" style={{ height }} />
    </tr>
  );
}

const placeOf = <Row,>({ right, phone, beside, className }: Column<Row>): string =>
  cn(right && "text-right", !phone && "max-tablet:hidden", beside && GIVES_WAY[beside], className);

const cellOf = <Row,>(column: Column<Row>): string => cn(CELL, placeOf(column));
