"use client";
import { Clock, WifiOff } from "lucide-react";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { StateBar } from "../ui/state-bar";
import { useLive } from "./live-provider";
import { type Freshness, freshnessOf } from "./live-store";
import { useNow } from "./use-now";

/** Jobs are read again this often while the page is visible. */
export const READ_AGAIN_MS = 2_000;

/** How old an answer is, in ms and in what that means; fresh while unknown. `readAt`: server clock, ms. */
export function useReadAge(readAt: number): { readonly ageMs: number; readonly age: Freshness } {
  const now = useNow();
  const skewMs = useLive((state) => state.skewMs);
  const ageMs = now === 0 || readAt === 0 ? 0 : Math.max(0, now - skewMs - readAt);
  return { ageMs, age: freshnessOf(ageMs) };
}

/** "as of 14:32:08" on the wall clock. */
export const ReadAt = ({ readAt }: { readonly readAt: number }) => (
  <>
    as of <Moment iso={readAt ? new Date(readAt).toISOString() : null} />
  </>
);

/** Says that the rows below are old, and what goes on all the same. */
export function ReadStrip({ readAt }: { readonly readAt: number }) {
  const { ageMs, age } = useReadAge(readAt);
  if (age === "fresh") return null;
  const Icon = age === "stale" ? Clock : WifiOff;
  return (
    <StateBar age={age} role="status">
      <Icon size={14} aria-hidden="true" />
      <span>
        No answer for {formatAge(ageMs)}: these are the last known. Jobs run in the worker, apart from this
        page.
      </span>
    </StateBar>
  );
}
