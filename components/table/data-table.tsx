"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { formatCount } from "../ui/format-number";
import { ScrollBox } from "../ui/scroll-box";
import type { Column, More, Sort, ToNewest } from "./column";
import { useBox } from "./use-box";
import { type Visible, visibleRows } from "./visible-rows";

type DataTableProps<Row> = {
  /** what a screen reader calls it: "Trades" */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** the row that is open */
  readonly selected?: string | null;
  readonly onOpen?: (id: string) => void;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  readonly more?: More | null;
  readonly toNewest?: ToNewest;
  /** how many there are in all; null while unknown */
  readonly total?: number | null;
  /** a room fills the screen; a panel shows some rows and scrolls */
  readonly fit?: "room" | "panel";
  /** last known values of a feed that is silent */
  readonly gone?: boolean;
};

const LOAD_AHEAD = 20;

/**
 * A table of any length: only the rows in its box are drawn, more are asked for before the last comes into sight,
 * and a head that can sort does it for all rows, not for those that happen to be here.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    rows,
    columns,
    more = null,
    toNewest = null,
    total = null,
    fit = "room",
    gone = false,
  } = props;
  const scroller = useRef<HTMLElement>(null);
  const box = useBox(scroller, rows.length > 0);
  const visible = visibleRows(rows.length, box);
  useLoadAhead(more, box !== null && lastSeen(box) >= rows.length - LOAD_AHEAD);
  return (
    <>
      <ScrollBox ref={scroller} className="table-box" label={`${label}, table`} fit={fit}>
        <table
          className="grid-table data-gone:text-dead"
          data-gone={gone || undefined}
          aria-rowcount={(total ?? rows.length) + 1}
        >
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={props.sort ?? null} onSort={props.onSort} />
              ))}
            </tr>
          </thead>
          <Body {...props} visible={visible} />
        </table>
      </ScrollBox>
      {more || toNewest ? <Foot more={more} toNewest={toNewest} shown={rows.length} total={total} /> : null}
    </>
  );
}

const lastSeen = (box: { top: number; height: number; rowHeight: number }): number =>
  box.rowHeight > 0 ? (box.top + box.height) / box.rowHeight : 0;

function useLoadAhead(more: More | null, near: boolean) {
  const load = more?.load;
  const wanted = near && more !== null && !more.loading;
  useEffect(() => {
    if (wanted) load?.();
  }, [wanted, load]);
}

type HeadProps<Row> = {
  readonly column: Column<Row>;
  readonly sort: Sort | null;
  readonly onSort: ((sort: Sort) => void) | undefined;
};

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const active = sort?.by === column.id;
  const words = column.head ?? column.label;
  const Icon = sort?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={classesOf(column)}
      aria-sort={active ? (sort.descending ? "descending" : "ascending") : undefined}
    >
      {column.sorts && onSort ? (
        <button
          type="button"
          className="sorter"
          onClick={() => onSort({ by: column.id, descending: active ? !sort.descending : true })}
        >
          {words}
          {active ? <Icon size={11} aria-hidden="true" /> : null}
        </button>
      ) : (
        words
      )}
    </th>
  );
}

function Body<Row>(props: DataTableProps<Row> & { readonly visible: Visible }) {
  const { rows, columns, idOf, selected = null, onOpen, visible } = props;
  return (
    <tbody>
      <Room height={visible.above} span={columns.length} />
      {rows.slice(visible.first, visible.end).map((row, at) => {
        const id = idOf(row);
        return (
          <tr
            key={id}
            data-row
            aria-rowindex={visible.first + at + 2}
            className={onOpen ? "cursor-pointer" : undefined}
            data-selected={id === selected}
            aria-current={id === selected || undefined}
            onClick={onOpen ? (event) => openUnlessLink(event.target, () => onOpen(id)) : undefined}
          >
            {columns.map((column) => (
              <td key={column.id} className={classesOf(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        );
      })}
      <Room height={visible.below} span={columns.length} />
    </tbody>
  );
}

/** A click on a link or button inside a row means that link or button. */
function openUnlessLink(target: EventTarget, open: () => void) {
  if (target instanceof Element && target.closest("a, button")) return;
  open();
}

function Room({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row is not focusable; it only keeps room
    <tr aria-hidden="true" className="room">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

type FootProps = {
  readonly more: More | null;
  readonly toNewest: ToNewest;
  readonly shown: number;
  readonly total: number | null;
};

function Foot({ more, toNewest, shown, total }: FootProps) {
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-3 py-2">
      {more ? (
        <Button size="small" onClick={more.load} disabled={more.loading}>
          {more.loading ? "Loading" : "Load more"}
        </Button>
      ) : null}
      {toNewest ? (
        <Button size="small" onClick={toNewest}>
          Back to the newest
        </Button>
      ) : null}
      <span className="text-micro text-text-3">
        {formatCount(shown)} of {total === null ? "more" : formatCount(Math.max(total, shown))} loaded
        {toNewest ? ". This long, the list waits: new rows come with the newest." : ""}
      </span>
    </div>
  );
}

const classesOf = <Row,>(column: Column<Row>): string | undefined =>
  cn(
    column.right && "r",
    !column.phone && "max-tablet:hidden",
    column.beside === "hide" && "beside-hide",
    column.beside === "late" && "beside-late",
    column.className,
  ) || undefined;
