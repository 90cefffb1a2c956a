"use client";
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;
let now = 0;

/** The browser's clock, ms, once a second; 0 while the page is made on the server. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0);
}

const read = () => {
  if (now === 0) now = Date.now();
  return now;
};

function subscribe(changed: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    changed();
  }, TICK_MS);
  return () => clearInterval(timer);
}
