import type { RowData } from "@tanstack/react-table";
import { cn } from "../ui/cn";
import { CELL, HEAD_CELL } from "../ui/table";
import type { Picks } from "./column";
import type { GridRow } from "./use-grid";

const PICK = "w-9 pr-0";

type PickHeadProps = { readonly words: string; readonly className: string };

/** The head of the first column of a table whose rows can be picked. */
export const PickHead = ({ words, className }: PickHeadProps) => (
  <th scope="col" className={cn(HEAD_CELL, className, PICK)}>
    <span className="sr-only">{words}</span>
  </th>
);

type PickCellProps<Row extends RowData> = { readonly line: GridRow<Row>; readonly picks: Picks<Row> };

/** The box to tick of one row. */
export function PickCell<Row extends RowData>({ line, picks }: PickCellProps<Row>) {
  return (
    <td className={cn(CELL, PICK)}>
      <label className="flex min-h-(--hit) min-w-(--hit) items-center justify-center">
        <input
          type="checkbox"
          className="size-[15px] accent-accent-solid"
          aria-label={picks.label(line.original)}
          disabled={!line.getCanSelect()}
          checked={line.getIsSelected()}
          onChange={(event) => line.toggleSelected(event.target.checked)}
        />
      </label>
    </td>
  );
}
