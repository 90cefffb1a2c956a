"use client";
import { cva } from "class-variance-authority";
import { useEffect, useRef, useState } from "react";
import { formatPrice } from "../ui/format-number";
import { useZone } from "../ui/zone";
import type { CandleDrawing, CandleInput } from "./candle-drawing";
import type { CandleRow } from "./candle-rows";
import { watchColours } from "./chart-colours";
import type { Tag } from "./level-tags";

type CandleChartProps = Omit<CandleInput, "zone"> & {
  /** the chart in one sentence, for those who cannot see it */
  readonly sentence: string;
  readonly onPoint: (row: CandleRow | null) => void;
};

const NONE: readonly Tag[] = [];

/** Candles with trades, time in position and levels; a level off the scale is pinned at the edge. */
export function CandleChart({ sentence, onPoint, ...input }: CandleChartProps) {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<CandleDrawing | null>(null);
  const [tags, setTags] = useState(NONE);
  const { places, frameMs, marks, holds, levels, decimals, fills = false } = input;

  useEffect(() => {
    let made: CandleDrawing | null = null;
    let gone = false;
    void import("./candle-drawing").then(({ drawCandles }) => {
      if (gone || !box.current) return;
      made = drawCandles(box.current, { onTags: setTags, onPoint });
      setDrawing(made);
    });
    return () => {
      gone = true;
      made?.remove();
      setDrawing(null);
    };
  }, [onPoint]);
  useEffect(
    () => drawing?.show({ places, frameMs, marks, holds, levels, decimals, zone, fills }),
    [drawing, places, frameMs, marks, holds, levels, decimals, zone, fills],
  );
  useEffect(() => (drawing ? watchColours(drawing.wear) : undefined), [drawing]);

  return (
    <div className="relative h-[346px] max-tablet:h-[260px]">
      <div ref={box} role="img" aria-label={sentence} className="h-full" />
      {tags.map((tag) => (
        <LevelTag key={tag.kind} tag={tag} decimals={decimals} />
      ))}
    </div>
  );
}

const NAMES = { last: "Last", entry: "Entry", stop: "Stop", target: "Tgt" } as const;
const ARROWS = { up: "↑", down: "↓" } as const;

/** Tags stand over the price axis and cover its figures. */
const tagStyles = cva(
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

function LevelTag({ tag, decimals }: { readonly tag: Tag; readonly decimals: number }) {
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
