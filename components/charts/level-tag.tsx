import { cva } from "class-variance-authority";
import { formatPrice } from "../ui/format-number";
import type { Tag } from "./level-tags";

export const NAMES = { last: "Last", entry: "Entry", stop: "Stop", target: "Tgt" } as const;
const ARROWS = { up: "↑", down: "↓" } as const;

/** Tags stand over the price axis and cover its figures. */
export const tagStyles = cva(
  [
    "pointer-events-none absolute right-0 -mt-[9px] h-[18px] w-[calc(var(--gutter,118px)-4px)] truncate rounded-[2px] border px-[5px]",
    "text-micro leading-4 shadow-[0_0_0_2px_var(--panel)] max-tablet:w-[calc(var(--gutter,84px)-2px)]",
  ],
  {
    variants: {
      kind: {
        last: "z-4 border-accent-solid bg-accent-solid font-medium text-on-accent",
        entry: "z-3 border-text-3 bg-panel text-text",
        stop: "z-3 border-loss bg-panel text-loss",
        target: "z-3 border-profit bg-panel text-profit",
      },
    },
  },
);

/** A level of a chart, at its price. */
export function LevelTag({ tag, decimals }: { readonly tag: Tag; readonly decimals: number }) {
  return (
    <span
      className={tagStyles({ kind: tag.kind })}
      data-level={tag.kind}
      style={{ top: tag.y }}
      aria-hidden="true"
    >
      {tag.pinned ? `${ARROWS[tag.pinned]} ` : null}
      <span className="max-tablet:hidden">{NAMES[tag.kind]} </span>
      {formatPrice(tag.price, decimals)}
    </span>
  );
}
