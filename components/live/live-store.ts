// The browser's one copy of what the worker publishes, outside React so that a tick renders only who looks at it.
import type { LiveView } from "@/server/portfolio/core/live-view";

export type Line = "connecting" | "open" | "lost";

export type LiveState = {
  readonly view: LiveView | null;
  readonly line: Line;
  /** browser clock, ms: since when nothing came through; null while the line is open */
  readonly lostAt: number | null;
  /** browser clock minus server clock, ms; 0 until two views have come in a row */
  readonly skewMs: number;
};

export type LiveStore = {
  readonly get: () => LiveState;
  /** what the server rendered: parts of a page may wake after the first tick */
  readonly first: () => LiveState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly receive: (view: LiveView, nowMs: number) => void;
  /** A view as it came: of a burst only the newest is read, once a frame. */
  readonly receiveText: (text: string, nowMs: number) => void;
  readonly setLine: (line: Line, nowMs: number) => void;
};

/** A store that starts with what the server rendered. Older views than the known one are dropped. */
export function makeLiveStore(
  initial: LiveView | null,
  soon: (draw: () => void) => void = onNextFrame,
): LiveStore {
  const first: LiveState = { view: initial, line: "connecting", lostAt: null, skewMs: 0 };
  let state = first;
  let measured: number | null = null;
  let received = 0;
  let waiting: { readonly text: string; readonly nowMs: number } | null = null;
  const listeners = new Set<() => void>();
  const set = (next: LiveState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const receive: LiveStore["receive"] = (view, nowMs) => {
    if (state.view && Date.parse(view.wallAt) < Date.parse(state.view.wallAt)) return;
    received += 1;
    // the first view may be an old one, sent at once on connecting: only later ones tell the clocks apart
    if (received > 1)
      measured = Math.min(measured ?? Number.POSITIVE_INFINITY, nowMs - Date.parse(view.wallAt));
    set({ ...state, view, skewMs: measured ?? 0 });
  };
  const drawWaiting = () => {
    if (!waiting) return;
    const { text, nowMs } = waiting;
    waiting = null;
    receive(JSON.parse(text) as LiveView, nowMs);
  };
  return {
    get: () => state,
    first: () => first,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    receive,
    receiveText: (text, nowMs) => {
      const first = waiting === null;
      waiting = { text, nowMs };
      if (first) soon(drawWaiting);
    },
    setLine: (line, nowMs) => {
      if (line === state.line) return;
      set({ ...state, line, lostAt: line === "open" ? null : (state.lostAt ?? nowMs) });
    },
  };
}

/** Age in ms of an instant the server wrote, on the browser's clock. */
export const ageOf = (wallAt: string, state: Pick<LiveState, "skewMs">, nowMs: number): number =>
  Math.max(0, nowMs - state.skewMs - Date.parse(wallAt));

export type Freshness = "fresh" | "stale" | "dead";

const STALE_MS = 10_000;
const DEAD_MS = 60_000;

/** Over 10 s is stale, over 60 s is dead. */
export const freshnessOf = (ageMs: number): Freshness =>
  ageMs > DEAD_MS ? "dead" : ageMs > STALE_MS ? "stale" : "fresh";

const HIDDEN_MS = 250;

/** With the next frame; a page that is not shown has none and waits a moment instead. */
function onNextFrame(draw: () => void): void {
  if (document.visibilityState === "hidden") setTimeout(draw, HIDDEN_MS);
  else requestAnimationFrame(draw);
}
