/** Where a scrolling box stands. All in CSS pixels. */
export type Box = { readonly top: number; readonly height: number; readonly rowHeight: number };

export type Visible = {
  /** first row to draw, and the one after the last */
  readonly first: number;
  readonly end: number;
  /** room kept for the rows that are not drawn */
  readonly above: number;
  readonly below: number;
};

const OVERSCAN = 12;
const DRAWN_WHOLE = 60;

/**
 * Which rows of a table to draw: those in the box and a dozen each way. Every row has the same height, so this is
 * arithmetic. A table of up to 60 rows is drawn whole; before a box was measured the first 60 are.
 */
export function visibleRows(count: number, box: Box | null): Visible {
  if (count <= DRAWN_WHOLE) return { first: 0, end: count, above: 0, below: 0 };
  if (!box || box.rowHeight <= 0) return { first: 0, end: DRAWN_WHOLE, above: 0, below: 0 };
  const shown = Math.ceil(box.height / box.rowHeight);
  const at = Math.floor(Math.max(0, box.top) / box.rowHeight);
  const first = Math.max(0, Math.min(at, count - shown) - OVERSCAN);
  const end = Math.min(count, first + shown + 2 * OVERSCAN);
  return { first, end, above: first * box.rowHeight, below: (count - end) * box.rowHeight };
}
