"use client";
import { useEffect, useRef, useState } from "react";
import { useZone } from "../ui/zone";
import type { CandleDrawing, CandleInput } from "./candle-drawing";
import type { CandleRow } from "./candle-rows";
import { watchColours } from "./chart-colours";
import { LevelHandle } from "./level-handle";
import { LevelTag, NAMES } from "./level-tag";
import type { Tag } from "./level-tags";

type CandleChartProps = Omit<CandleInput, "zone"> & {
  /** the chart in one sentence, for those who cannot see it */
  readonly sentence: string;
  readonly onPoint: (row: CandleRow | null) => void;
  /** told when a person has moved the stop or the target; without it they stand still */
  readonly onMove?: (kind: "stop" | "target", price: string) => void;
};

const NONE: readonly Tag[] = [];

/** Candles with trades, time in position and levels; a level off the scale is pinned at the edge. */
export function CandleChart({ sentence, onPoint, onMove, ...input }: CandleChartProps) {
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
      {tags.map((tag) =>
        drawing && onMove && isMovable(tag) ? (
          <LevelHandle
            key={tag.kind}
            tag={tag}
            name={NAMES[tag.kind]}
            decimals={decimals}
            priceAt={drawing.priceAt}
            yOf={drawing.yOf}
            onMove={(price) => onMove(tag.kind, price)}
          />
        ) : (
          <LevelTag key={tag.kind} tag={tag} decimals={decimals} />
        ),
      )}
    </div>
  );
}

const isMovable = (tag: Tag): tag is Tag & { readonly kind: "stop" | "target" } =>
  tag.kind === "stop" || tag.kind === "target";
