import type { ComponentProps } from "react";
import { cn } from "./cn";

/** What every table has, and its parts where cells are drawn one by one. */
export const TABLE = "w-full border-collapse text-small";
export const HEAD_CELL =
  "h-6 border-b border-line px-2 text-left text-micro font-normal whitespace-nowrap text-text-3 first:pl-(--pad-panel) last:pr-(--pad-panel)";
export const CELL =
  "h-(--row-h) border-b border-line px-2 whitespace-nowrap first:pl-(--pad-panel) last:pr-(--pad-panel) [tbody>tr:last-child>&]:border-b-0";
export const ROW = "hover:bg-hover data-[selected=true]:bg-selected";

/** The same look for a short table that is written out: heads and cells as they are, figures with the class "r". */
const WRITTEN_OUT = [
  TABLE,
  "text-left",
  "[&_th]:h-6 [&_th]:border-b [&_th]:border-line [&_th]:px-2 [&_th]:text-micro [&_th]:font-normal [&_th]:whitespace-nowrap [&_th]:text-text-3",
  "[&_td]:h-(--row-h) [&_td]:border-b [&_td]:border-line [&_td]:px-2 [&_td]:whitespace-nowrap",
  "[&_tr>*:first-child]:pl-(--pad-panel) [&_tr>*:last-child]:pr-(--pad-panel) [&_.r]:text-right",
  "[&_tbody_th]:h-(--row-h) [&_tbody_th]:text-small [&_tbody_th]:text-text-2",
  "[&_tbody>tr:hover]:bg-hover [&_tbody>tr[data-selected=true]]:bg-selected [&_tbody>tr:last-child>*]:border-b-0",
  "[&_tfoot_td]:border-t [&_tfoot_td]:border-line [&_tfoot_td]:text-text-2",
].join(" ");

/** A short table, written out: `<thead>`, `<tbody>` and plain cells. What is long or sorted is a DataTable. */
export const Table = ({ className, ...rest }: ComponentProps<"table">) => (
  <table className={cn(WRITTEN_OUT, className)} {...rest} />
);

/** One line on a desk; two on a phone, where a row has room for them. */
export const CLAMPED =
  "block truncate max-tablet:line-clamp-2 max-tablet:leading-[1.3] max-tablet:whitespace-normal";
