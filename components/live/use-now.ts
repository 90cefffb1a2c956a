"use client";
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The browser's clock, ms, once a second for all who look at it together; 0 while the page is made on the server. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0);
}

const read = () => {
  if (now === 0) now = Date.now();
  return now;
};

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
