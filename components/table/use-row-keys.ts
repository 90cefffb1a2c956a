"use client";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

const PAGE_ROWS = 10;

type Options = {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly ids: readonly string[];
  /** places of the rows that are drawn */
  readonly places: readonly number[];
  readonly scrollTo: (index: number) => void;
  readonly onOpen: ((id: string) => void) | undefined;
};

/**
 * Rows by keyboard. One row can be reached with Tab; arrows, Home, End and Page keys go on from it, and Enter opens it,
 * or follows its first link or button where nothing else opens it.
 */
export function useRowKeys({ scroller, ids, places, scrollTo, onOpen }: Options) {
  const [at, setAt] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const row = rowOf(scroller.current, wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus();
  });
  const open = (id: string) => {
    if (onOpen) onOpen(id);
    else rowOf(scroller.current, id)?.querySelector<HTMLElement>("a[href], button")?.click();
  };
  const goTo = (place: number) => {
    const to = ids[place];
    if (to === undefined) return;
    setAt(to);
    wanted.current = to;
    scrollTo(place);
    rowOf(scroller.current, to)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // keys of a link or button inside a row are its own
    const id = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextPlace(event.key, ids.indexOf(id), ids.length);
    if (event.key !== "Enter" && next === null) return;
    event.preventDefault();
    if (next === null) open(id);
    else goTo(next);
  };
  const drawn = places.some((place) => ids[place] === at);
  const first = places[0];
  return {
    onKeyDown,
    onReach: setAt,
    reached: drawn ? at : first === undefined ? null : (ids[first] ?? null),
  };
}

const rowOf = (scroller: HTMLElement | null, id: string): HTMLElement | null =>
  scroller?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`) ?? null;

/** Where a key leads from a place among `count`; null for any other key. */
export function nextPlace(key: string, from: number, count: number): number | null {
  const steps: { readonly [key: string]: number } = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE_ROWS,
    PageUp: -PAGE_ROWS,
    Home: -count,
    End: count,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, from + step));
}
