import { marketMs } from "@/server/kernel/clock";
import type { DecisionCursor } from "./store";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The cursor as text for the wire. */
export const toDecisionCursorText = ({ slotAt, decisionId }: DecisionCursor): string =>
  `${slotAt}_${decisionId}`;

export const isDecisionCursor = (text: string): boolean => FORM.test(text);

/** Reads a cursor; null when it is not one of ours. */
export function fromDecisionCursorText(text: string): DecisionCursor | null {
  const [, slotAt, decisionId] = FORM.exec(text) ?? [];
  return slotAt && decisionId ? { slotAt: marketMs(Number(slotAt)), decisionId } : null;
}
