import type { MarketBadge } from "@/server/market/core/feed-view";
import type { LiveView } from "@/server/portfolio/core/live-view";

export type RibbonWords = {
  readonly mode: "simulated" | "recorded" | "paper" | "live" | "halted";
  readonly title: string;
  /** the part a phone leaves out */
  readonly detail: string;
  /** how fast the market clock runs; nothing at the speed of life */
  readonly speed: string;
  readonly consequence: string;
};

const TITLES = { simulated: "SIMULATED MARKET", recorded: "RECORDED", live: "LIVE PRICES" } as const;

/** Which market and which money, and what follows from it. Without a badge the market has not started. */
export function ribbonWords(badge: MarketBadge | null, book: LiveView["book"]): RibbonWords {
  if (!badge) {
    return {
      mode: "paper",
      title: "NO MARKET YET",
      detail: "",
      speed: "",
      consequence: "The market is starting. Nothing trades until it names itself here.",
    };
  }
  const title = TITLES[badge.kind];
  const detail = badge.label.startsWith(title) ? badge.label.slice(title.length) : ` ${badge.label}`;
  const speed = badge.speed === "1" ? "" : ` ×${badge.speed}`;
  if (badge.kind === "live") {
    if (book === "live") {
      return {
        mode: "live",
        title: "LIVE MONEY",
        detail: "",
        speed,
        consequence: "Orders trade your own funds.",
      };
    }
    return {
      mode: "paper",
      title: "LIVE PRICES · PAPER MONEY",
      detail: "",
      speed,
      consequence: "Orders fill on the paper venue. No exchange receives them.",
    };
  }
  if (badge.source === "practice") {
    return {
      mode: "simulated",
      title: "PRACTICE",
      detail: " · SIMULATED EXCHANGES",
      speed,
      consequence: PRACTICE[book === "practice" ? "practice" : "demo"],
    };
  }
  return { mode: badge.kind, title, detail, speed, consequence: consequenceOf(badge) };
}

const PRACTICE = {
  practice:
    "Practice book. Orders go to simulators of the exchanges on this machine: no money, never evidence.",
  demo: "Demo book, on prices of simulated exchanges on this machine: no money, never evidence.",
} as const;

/** The same under an emergency stop: which market and money stays, what follows from it does not. */
export const haltedWords = (words: RibbonWords): RibbonWords => ({
  ...words,
  mode: "halted",
  title: `STOPPED · ${words.title}`,
  consequence: "Emergency stop: no new entry reaches an exchange. Stops and exits go on.",
});

function consequenceOf(badge: MarketBadge): string {
  if (badge.kind === "recorded") {
    return badge.ended
      ? "Demo book. The recording has run out: prices stand still. Start again to replay it."
      : "Demo book. Past prices are replayed; nothing here is evidence.";
  }
  return badge.ended
    ? "Demo book. The generator has stopped: prices stand still."
    : "Demo book. Prices are made by a seeded generator; nothing here is evidence.";
}
