"use client";
import { type ReactNode, useEffect, useRef } from "react";

const FLASH_MS = 600;

/** Flashes the background of its content when `value` changes; nothing moves. Silent under reduced motion. */
export function Flash({ value, children }: { readonly value: string | null; readonly children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null);
  const last = useRef(value);
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    element.current?.animate(
      [{ backgroundColor: "var(--selected)" }, { backgroundColor: "transparent" }],
      FLASH_MS,
    );
  }, [value]);
  return (
    <span ref={element} className="rounded-tile">
      {children}
    </span>
  );
}
