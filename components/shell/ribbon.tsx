"use client";
import type { Book } from "@/server/kernel/book";
import type { MarketBadge } from "@/server/market/core/feed-view";
import { useLive } from "../live/live-provider";
import { formatClock, formatDate, zoneLabel } from "../ui/format-time";
import { ribbonWords } from "./ribbon-words";

type RibbonProps = {
  readonly badge: MarketBadge | null;
  readonly book: Book;
  readonly marketAt: string | null;
  readonly zone: string;
};

/** Which market, which money: on every page, over everything. */
export function Ribbon({ badge, book, marketAt, zone }: RibbonProps) {
  const { mode, title, detail, speed, consequence } = ribbonWords(badge, book);
  return (
    <section className="ribbon" data-mode={mode} aria-label="Market">
      <div role="status" aria-label="Market mode" className="flex min-w-0 items-center gap-3">
        <strong>
          {title}
          <span className="max-tablet:hidden">{detail}</span>
          {speed}
        </strong>
        <span className="note">{consequence}</span>
      </div>
      {marketAt ? (
        <span className="clock">
          <span className="sr-only">Market clock: </span>
          <span className="max-tablet:hidden">{formatDate(marketAt, zone)} </span>
          <time dateTime={marketAt}>
            {formatClock(marketAt, zone)} {zoneLabel(marketAt, zone)}
          </time>
        </span>
      ) : null}
    </section>
  );
}

type LiveRibbonProps = Omit<RibbonProps, "book">;

/** The ribbon fed by the live line; the server's words until the first view comes. */
export function LiveRibbon({ badge, marketAt, zone }: LiveRibbonProps) {
  const view = useLive((state) => state.view);
  return (
    <Ribbon
      badge={view?.market ?? badge}
      book={view?.book ?? "demo"}
      marketAt={view?.marketAt ?? marketAt}
      zone={zone}
    />
  );
}
