"use client";
import { Hand } from "lucide-react";
import Link from "next/link";
import { useLive } from "../live/live-provider";
import { holdsOf, useHolds } from "../live/use-holds";
import { cn } from "../ui/cn";
import { StateBar } from "../ui/state-bar";
import { LINK } from "../ui/text";

/** What keeps the whole fleet from trading, on every page, with the way to what ends it. */
export function HoldBanner() {
  const book = useLive((state) => state.view?.book ?? null);
  // an emergency stop is said by the ribbon, and ended by the button beside it
  const holds = holdsOf(useHolds(), book).filter(({ kind }) => kind !== "halted");
  return (
    <div aria-live="polite">
      {holds.map((hold) => (
        <StateBar key={`${hold.kind} ${hold.words}`} banner age="stale">
          <Hand size={14} aria-hidden="true" />
          <span className="flex-1">
            {hold.words} {hold.stopsExits ? "Stops stay armed. " : null}
            <Link className={cn(LINK, "underline")} href={hold.href}>
              {hold.todo}
            </Link>
          </span>
        </StateBar>
      ))}
    </div>
  );
}
