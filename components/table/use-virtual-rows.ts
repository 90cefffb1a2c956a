"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import type { More } from "./column";

const ROW_PX = 34;
const HEAD_PX = 24;
const OVERSCAN = 12;
const LOAD_AHEAD = 20;
/** A table of up to so many rows is drawn whole: find in page then finds all of it. */
const DRAWN_WHOLE = 60;
/** Before a box was measured, and on the server, as many rows are drawn as fit into this. */
const FIRST_PX = 1_600;

type Options = {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly ids: readonly string[];
  readonly more: More | null;
};

/** Which rows to draw, and the room of those above and below; more are asked for before the last comes into sight. */
export function useVirtualRows({ scroller, ids, more }: Options) {
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PX,
    initialRect: { width: 0, height: FIRST_PX },
  });
  const lastSeen = scroller.current ? (virtualizer.range?.endIndex ?? 0) : 0;
  useLoadAhead(more, lastSeen >= ids.length - LOAD_AHEAD);
  const { measureElement } = virtualizer;
  const scrollTo = (index: number) => virtualizer.scrollToIndex(index);
  if (ids.length <= DRAWN_WHOLE)
    return { places: ids.map((_, index) => index), above: 0, below: 0, ids, measureElement, scrollTo };
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return {
    places: items.map(({ index }) => index),
    above: first?.start ?? 0,
    below: last ? virtualizer.getTotalSize() - last.end : 0,
    ids,
    measureElement,
    scrollTo,
  };
}

function useLoadAhead(more: More | null, near: boolean) {
  const load = more?.load;
  const wanted = near && more !== null && !more.loading;
  useEffect(() => {
    if (wanted) load?.();
  }, [wanted, load]);
}
