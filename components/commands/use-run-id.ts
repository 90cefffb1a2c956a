"use client";
import { useCallback, useRef } from "react";
import { newRunId } from "./new-run-id";

/**
 * The id of a run: the same for the same input until `done` is called, so that pressing again after a lost answer
 * gets that answer instead of a second act.
 */
export function useRunId() {
  const last = useRef<{ readonly text: string; readonly runId: string } | null>(null);
  const runIdFor = useCallback((input: unknown): string => {
    const text = JSON.stringify(input);
    if (last.current?.text !== text) last.current = { text, runId: newRunId() };
    return last.current.runId;
  }, []);
  const done = useCallback(() => {
    last.current = null;
  }, []);
  return { runIdFor, done };
}
