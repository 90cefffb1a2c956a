"use client";
import Link from "next/link";
import { useLive } from "../live/live-provider";
import { ageOf } from "../live/live-store";
import { useNow } from "../live/use-now";
import { FeedDot } from "../shared/feed-dot";
import { feedHealth, worstFeed } from "./feed-health";

const NO_FEEDS: readonly never[] = [];

/** A dot per exchange; the worst one in words. Leads to Health. */
export function FeedDots() {
  const feeds = useLive((state) => state.view?.feeds ?? NO_FEEDS);
  const skewMs = useLive((state) => state.skewMs);
  const now = useNow();
  if (feeds.length === 0) return null;
  const health = feedHealth(feeds, (wallAt) => (now === 0 ? 0 : ageOf(wallAt, { skewMs }, now)));
  const worst = worstFeed(health);
  return (
    <Link
      href="/health"
      className="flex min-h-6 items-center gap-1 text-micro whitespace-nowrap text-text-2 max-tablet:hidden"
      aria-label={`Feeds: ${health.map((feed) => feed.words).join(", ")}`}
    >
      {health.map((feed) => (
        <FeedDot key={feed.label} state={feed.state} title={feed.words} />
      ))}
      {worst ? (
        <span className={worst.state === "late" ? "ml-1 text-warn" : "ml-1 text-text-3"}>{worst.words}</span>
      ) : null}
    </Link>
  );
}
