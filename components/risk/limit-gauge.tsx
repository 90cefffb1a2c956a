import { cva } from "class-variance-authority";
import type { LimitLine } from "@/server/limits/core/limit-line";
import { limitFigure, stateNames } from "./limit-words";

const barStyles = cva("block h-full rounded-full", {
  variants: {
    state: { ok: "bg-text-3", unknown: "bg-text-3", near: "bg-warn", reached: "bg-danger" },
  },
});
const figureStyles = cva("tabular-nums", {
  variants: {
    state: { ok: "text-text", unknown: "text-text-3", near: "text-warn", reached: "text-danger" },
  },
});

const FULL = 100;

/** One limit as a bar: used of most, and what happens where it is reached. */
export function LimitGauge({ line }: { readonly line: LimitLine }) {
  const { words, of, used, most, unit, state, share, does } = line;
  const value = state === "reached" ? FULL : Math.min(FULL, Math.round(Number(share ?? 0) * FULL));
  const figure = `${limitFigure(used, unit)} of ${limitFigure(most, unit)}`;
  return (
    <li className="grid content-start gap-1">
      <span className="flex items-baseline justify-between gap-2 text-small">
        <span className="min-w-0 truncate">
          {words} <span className="text-text-3">{of}</span>
        </span>
        <span className={figureStyles({ state })}>
          {figure}
          <span className="sr-only">, {stateNames[state].toLowerCase()}</span>
        </span>
      </span>
      <span className="h-1.5 overflow-hidden rounded-full bg-inset" aria-hidden="true">
        <span className={barStyles({ state })} style={{ width: `${value}%` }} />
      </span>
      <span className="text-micro text-text-3">{does}</span>
    </li>
  );
}
