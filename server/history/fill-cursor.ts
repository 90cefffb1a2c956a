import { wallMs } from "@/server/kernel/clock";
import type { FillCursor } from "./store";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The cursor as text for the wire. */
export const toCursorText = ({ wallAt, fillId }: FillCursor): string => `${wallAt}_${fillId}`;

export const isTradeCursor = (text: string): boolean => FORM.test(text);

/** Reads a cursor; null when it is not one of ours. */
export function fromCursorText(text: string): FillCursor | null {
  const [, wallAt, fillId] = FORM.exec(text) ?? [];
  return wallAt && fillId ? { wallAt: wallMs(Number(wallAt)), fillId } : null;
}
