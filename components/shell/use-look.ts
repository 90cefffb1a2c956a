"use client";
import { useSyncExternalStore } from "react";

export type Look = {
  readonly theme: "system" | "dark" | "light";
  readonly vision: "standard" | "cb";
  readonly density: "compact" | "regular" | "touch";
};

const KEY = "amarktai.look";
const CHANGED = "amarktai:look";
const STANDARD: Look = { theme: "system", vision: "standard", density: "compact" };

let lastText: string | null = null;
let lastLook: Look = STANDARD;

/** The look this browser keeps, and how to change a part of it. /look.js puts it on the page. */
export function useLook(): readonly [Look, (part: Partial<Look>) => void] {
  const look = useSyncExternalStore(subscribe, read, () => STANDARD);
  return [look, change];
}

function read(): Look {
  const text = localStorage.getItem(KEY);
  if (text !== lastText) {
    lastText = text;
    lastLook = { ...STANDARD, ...parse(text) };
  }
  return lastLook;
}

function parse(text: string | null): Partial<Look> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function change(part: Partial<Look>) {
  localStorage.setItem(KEY, JSON.stringify({ ...read(), ...part }));
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener("storage", changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener("storage", changed);
  };
}
