"use client";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatPrice } from "../ui/format-number";
import { tagStyles } from "./level-tag";
import type { Tag } from "./level-tags";

type LevelHandleProps = {
  readonly tag: Tag & { readonly kind: "stop" | "target" };
  readonly name: string;
  readonly decimals: number;
  /** the price at so many pixels from above; null off the scale */
  readonly priceAt: (y: number) => number | null;
  readonly yOf: (price: number) => number | null;
  readonly onMove: (price: string) => void;
};

/** Steps of a key: one, and with Page up or down a hundred. */
const KEYS: { readonly [key: string]: number } = { ArrowUp: 1, ArrowDown: -1, PageUp: 100, PageDown: -100 };

/**
 * The tag of a level that a person may move: dragged along the price axis, or by the arrow keys and Enter. Nothing is set
 * before it is let go; Escape leaves it where it was.
 */
export function LevelHandle({ tag, name, decimals, priceAt, yOf, onMove }: LevelHandleProps) {
  const [wanted, setWanted] = useState<number | null>(null);
  const price = wanted ?? Number(tag.price);
  const y = wanted === null ? tag.y : (yOf(wanted) ?? tag.y);
  const settle = () => {
    if (wanted !== null && wanted.toFixed(decimals) !== Number(tag.price).toFixed(decimals))
      onMove(wanted.toFixed(decimals));
    setWanted(null);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const frame = event.currentTarget.parentElement?.getBoundingClientRect();
    const at = frame ? priceAt(event.clientY - frame.top) : null;
    if (at !== null && at > 0) setWanted(at);
  };
  const press = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (step !== undefined) setWanted(Math.max(price + step * 10 ** -decimals, 10 ** -decimals));
    else if (event.key === "Enter") settle();
    else if (event.key === "Escape" && wanted !== null) setWanted(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const words = formatPrice(price.toFixed(decimals), decimals);
  return (
    <>
      {wanted === null ? null : (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-x-0 z-2 border-t border-dashed border-text-2"
          style={{ top: y }}
        />
      )}
      <div
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={`${name}: drag it, or arrow keys and Enter`}
        aria-valuenow={price}
        aria-valuetext={words}
        data-level={tag.kind}
        data-moving={wanted === null ? undefined : true}
        className={`${tagStyles({ kind: tag.kind })} pointer-events-auto cursor-ns-resize touch-none data-moving:z-5`}
        style={{ top: y }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onPointerUp={settle}
        onPointerCancel={() => setWanted(null)}
        onKeyDown={press}
        onBlur={() => setWanted(null)}
      >
        {tag.pinned && wanted === null ? (tag.pinned === "up" ? "↑ " : "↓ ") : null}
        <span className="max-tablet:hidden">{name} </span>
        {words}
      </div>
    </>
  );
}
