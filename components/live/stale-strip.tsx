"use client";
import { Clock, WifiOff } from "lucide-react";
import { formatAge } from "../ui/format-time";
import { StateBar } from "../ui/state-bar";
import { useFreshness } from "./use-freshness";

/** Amber over 10 s, grey over 60 s: how old the figures below are, and what still holds. */
export function StaleStrip() {
  const { ageMs, freshness } = useFreshness();
  if (freshness === "fresh") return null;
  const Icon = freshness === "stale" ? Clock : WifiOff;
  return (
    <StateBar age={freshness} role="status">
      <Icon size={14} aria-hidden="true" />
      {freshness === "stale" ? (
        <span>Figures are {formatAge(ageMs)} old. Stops are kept by the worker, not by this page.</span>
      ) : (
        <span>
          No figures for {formatAge(ageMs)}: these are the last known. Health says which part is missing.
        </span>
      )}
    </StateBar>
  );
}
