// How far a download is. A series is read forward from where it was first asked for; an earlier beginning that is asked
// for later is a stretch of its own, read first. All instants in ms UTC.

export type DownloadCursor = {
  /** what was asked for */
  readonly fromAt: number;
  readonly untilAt: number;
  /** read from here up to nextAt */
  readonly tailFromAt: number;
  readonly nextAt: number;
  /** the stretch from fromAt to tailFromAt is read up to here; null: none is left */
  readonly headAt: number | null;
};

/** The stretch to read next, null when all of it is read. `isHead`: it is the earlier one. */
export function nextStretch(
  cursor: DownloadCursor,
): { readonly at: number; readonly end: number; readonly isHead: boolean } | null {
  const { headAt, tailFromAt, nextAt, untilAt } = cursor;
  if (headAt !== null && headAt < tailFromAt) return { at: headAt, end: tailFromAt, isHead: true };
  return nextAt < untilAt ? { at: nextAt, end: untilAt, isHead: false } : null;
}

/** After everything up to `to` of the next stretch is stored. */
export function readUpTo(cursor: DownloadCursor, to: number): DownloadCursor {
  const stretch = nextStretch(cursor);
  if (stretch === null) return cursor;
  const at = Math.min(to, stretch.end);
  if (!stretch.isHead) return { ...cursor, nextAt: at };
  return at < stretch.end
    ? { ...cursor, headAt: at }
    : { ...cursor, headAt: null, tailFromAt: cursor.fromAt };
}

/** Asked again, with another beginning or end. Null where an earlier stretch is still being read and `fromAt` lies before it. */
export function askAgain(
  cursor: DownloadCursor,
  asked: { readonly fromAt: number | null; readonly untilAt: number },
): DownloadCursor | null {
  const untilAt = Math.max(asked.untilAt, cursor.nextAt);
  const fromAt = asked.fromAt ?? cursor.fromAt;
  if (fromAt >= cursor.fromAt) return { ...cursor, untilAt };
  if (cursor.headAt !== null) return null;
  return { ...cursor, untilAt, fromAt, headAt: fromAt };
}

/** How many candles' time there is to read, and how much of it is read. */
export function progressOf(cursor: DownloadCursor, lengthMs: number) {
  const { fromAt, untilAt, tailFromAt, nextAt, headAt } = cursor;
  const read = nextAt - tailFromAt + (headAt === null ? 0 : headAt - fromAt);
  return {
    done: Math.max(0, Math.round(read / lengthMs)),
    total: Math.max(0, Math.round((untilAt - fromAt) / lengthMs)),
  };
}
