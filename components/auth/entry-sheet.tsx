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
      <main className="grid min-h-[calc(100dvh-var(--ribbon-h))] place-items-center px-4 pt-6 pb-[max(24px,12vh)] max-tablet:[place-items:start_center] max-tablet:px-3 max-tablet:py-4">
        <div className="grid w-[min(400px,100%)] gap-5 rounded-float border border-line bg-panel p-7 shadow-menu max-tablet:px-4 max-tablet:py-5">
          <header className="grid gap-1">
            <p className="mb-3.5 flex items-center gap-2 text-lead leading-[1.45] font-semibold">
              <Mark />
              Amarktai
            </p>
            <h1 className="text-figure leading-(--lh-tight) font-semibold tracking-[-0.01em]">{title}</h1>
            <p className="leading-[1.45] text-text-2">{words}</p>
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
