"use client";
import { type RefObject, useEffect, useState } from "react";
import type { Box } from "./visible-rows";

/** Follows a scrolling box: where it stands, how high it is, how high one of its rows is. Null until measured. */
export function useBox(element: RefObject<HTMLElement | null>, hasRows: boolean): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const scroller = element.current;
    if (!scroller || !hasRows) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const row = scroller.querySelector<HTMLElement>("tr[data-row]");
      const next = {
        top: scroller.scrollTop,
        height: scroller.clientHeight,
        rowHeight: row?.getBoundingClientRect().height ?? 0,
      };
      setBox((known) => (known && same(known, next) ? known : next));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    const watcher = new ResizeObserver(later);
    watcher.observe(scroller);
    scroller.addEventListener("scroll", later, { passive: true });
    measure();
    return () => {
      cancelAnimationFrame(frame);
      watcher.disconnect();
      scroller.removeEventListener("scroll", later);
    };
  }, [element, hasRows]);
  return box;
}

const same = (a: Box, b: Box): boolean =>
  a.top === b.top && a.height === b.height && a.rowHeight === b.rowHeight;
