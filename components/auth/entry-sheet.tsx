import type { ReactNode } from "react";
import type { MarketBadge } from "@/server/market/core/feed-view";
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
      <main className="entry-page">
        <div className="sheet-card">
          <header className="sheet-head">
            <p className="sheet-brand">
              <Mark />
              Amarktai
            </p>
            <h1>{title}</h1>
            <p>{words}</p>
          </header>
          {children}
        </div>
      </main>
    </>
  );
}

/** A curve over its baseline: the house's mark, in the ink of the theme. */
function Mark() {
  return (
    <svg viewBox="0 0 48 48" width="22" height="22" fill="none" aria-hidden="true">
      <path
        d="M6 32 18 18l8 8 16-20"
        stroke="currentColor"
        strokeWidth="5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M6 42h36" stroke="var(--accent)" strokeWidth="4" strokeLinecap="round" strokeDasharray="1 7" />
    </svg>
  );
}
