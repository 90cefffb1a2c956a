import type { ReactNode } from "react";
import type { MarketBadge } from "@/server/portfolio/core/live-view";
import { Ribbon } from "../shell/ribbon";

type EntrySheetProps = {
  readonly badge: (MarketBadge & { readonly marketAt: string }) | null;
  readonly title: string;
  readonly words: string;
  readonly children: ReactNode;
};

/** The frame of the pages before one is inside: the ribbon, and one form. */
export function EntrySheet({ badge, title, words, children }: EntrySheetProps) {
  return (
    <>
      {/* nobody is known yet, so the clock is UTC and stands at the time the page was made: it is left out */}
      <Ribbon badge={badge} book="demo" marketAt={null} zone="UTC" />
      <main className="grid min-h-[calc(100vh-var(--ribbon-h))] place-items-center p-4">
        <div className="sheet-card">
          <div>
            <p className="mb-3 text-lead font-semibold tracking-tight">Amarktai</p>
            <h1 className="text-figure font-semibold tracking-tight">{title}</h1>
            <p className="mt-1 text-text-2">{words}</p>
          </div>
          {children}
        </div>
      </main>
    </>
  );
}
