import { type WallMs, wallMs } from "@/server/kernel/clock";

/** Where a page of runs ended: newest first, then by id. */
export type RunCursor = { readonly queuedAt: WallMs; readonly runId: string };

const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z) (.{1,200})$/;

export const toCursor = ({ queuedAt, runId }: RunCursor): string =>
  `${new Date(queuedAt).toISOString()} ${runId}`;

/** Null when the text is no cursor. */
export function readCursor(text: string): RunCursor | null {
  const [, at, runId] = CURSOR.exec(text) ?? [];
  if (at === undefined || runId === undefined) return null;
  const queuedAt = wallMs(new Date(at));
  return Number.isNaN(queuedAt) ? null : { queuedAt, runId };
}
