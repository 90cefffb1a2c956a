"use client";
import { cva } from "class-variance-authority";
import type { Book } from "@/server/kernel/book";
import type { MarketBadge } from "@/server/market/core/feed-view";
import { useEmergency } from "../emergency/use-emergency";
import { useLive } from "../live/live-provider";
import { formatClock, formatDate, zoneLabel } from "../ui/format-time";
import { haltedWords, ribbonWords } from "./ribbon-words";

/** Ground, words and texture, so that hue is never the only cue. */
const ribbonStyles = cva(
  [
    "sticky top-0 z-60 flex h-(--ribbon-h) items-center gap-3 overflow-hidden pr-3 pl-11 text-small forced-colors:border-b-2 forced-colors:border-[CanvasText]",
    "before:absolute before:inset-y-0 before:left-0 before:w-[34px] before:opacity-75",
    "max-tablet:gap-2 max-tablet:pr-2 max-tablet:pl-10 max-tablet:text-micro",
  ],
  {
    variants: {
      mode: {
        /** hatched */
        simulated:
          "bg-(--mode-simulated) text-(--on-simulated) before:[background:repeating-linear-gradient(135deg,currentColor_0_2px,transparent_2px_8px)]",
        /** the holes of a film */
        recorded:
          "bg-(--mode-recorded) text-(--on-recorded) before:[background:repeating-linear-gradient(90deg,currentColor_0_4px,transparent_4px_9px)_5px_4px/27px_4px_no-repeat,repeating-linear-gradient(90deg,currentColor_0_4px,transparent_4px_9px)_5px_20px/27px_4px_no-repeat]",
        /** dotted */
        paper:
          "bg-(--mode-paper) text-(--on-paper) before:[background:radial-gradient(circle,currentColor_1.1px,transparent_1.5px)_3px_3px/7px_7px]",
        /** barred */
        halted:
          "bg-(--mode-halted) text-(--on-halted) before:[background:repeating-linear-gradient(90deg,currentColor_0_3px,transparent_3px_8px)]",
        /** inverted, one large dot */
        live: "bg-(--mode-live) text-(--on-live) before:[background:radial-gradient(circle,currentColor_5px,transparent_5.6px)_0_0/34px_28px_no-repeat]",
      },
    },
  },
);

type RibbonProps = {
  readonly badge: MarketBadge | null;
  readonly book: Book;
  readonly marketAt: string | null;
  readonly zone: string;
  /** an emergency stop holds */
  readonly halted?: boolean;
};

/** Which market, which money: on every page, over everything. */
export function Ribbon({ badge, book, marketAt, zone, halted = false }: RibbonProps) {
  const words = ribbonWords(badge, book);
  const { mode, title, detail, speed, consequence } = halted ? haltedWords(words) : words;
  return (
    <section className={ribbonStyles({ mode })} data-mode={mode} aria-label="Market">
      <div role="status" aria-label="Market mode" className="flex min-w-0 items-center gap-3">
        <strong className="max-w-full flex-none truncate font-semibold tracking-[0.045em]">
          {title}
          <span className="max-tablet:hidden">{detail}</span>
          {speed}
        </strong>
        <span className="min-w-0 flex-initial truncate max-tablet:hidden">{consequence}</span>
      </div>
      {marketAt ? (
        <span className="ml-auto flex-none whitespace-nowrap">
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

type LiveRibbonProps = Omit<RibbonProps, "book" | "halted">;

/** The ribbon fed by the live line; the server's words until the first view comes. */
export function LiveRibbon({ badge, marketAt, zone }: LiveRibbonProps) {
  const view = useLive((state) => state.view);
  const emergency = useEmergency();
  return (
    <Ribbon
      halted={emergency?.halted ?? false}
      badge={view?.market ?? badge}
      book={view?.book ?? "demo"}
      marketAt={view?.marketAt ?? marketAt}
      zone={zone}
    />
  );
}
