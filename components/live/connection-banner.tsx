"use client";
import { WifiOff } from "lucide-react";
import { formatAge } from "../ui/format-time";
import { StateBar } from "../ui/state-bar";
import { useLive } from "./live-provider";
import { useNow } from "./use-now";

const LOST_MS = 5_000;

/** Says that the line is lost, after 5 s; figures stay and are asked for every 5 s meanwhile. */
export function ConnectionBanner() {
  const lostAt = useLive((state) => state.lostAt);
  const now = useNow();
  const lost = lostAt !== null && now - lostAt > LOST_MS;
  return (
    <div aria-live="polite">
      {lost ? (
        <StateBar banner age="stale">
          <WifiOff size={14} aria-hidden="true" />
          <span>
            No connection to the server for {formatAge(now - lostAt)}. Figures are the last known; bots go on
            without this page. Trying again every 5 s.
          </span>
        </StateBar>
      ) : null}
    </div>
  );
}
