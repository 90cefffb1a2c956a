import { cva } from "class-variance-authority";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { formatPercent, formatPrice, UNKNOWN } from "../ui/format-number";
import { stopWords } from "./stop-words";

const STOP_BAR =
  "grid min-w-[150px] grid-cols-[1fr_54px] items-center gap-2 max-tablet:min-w-0 max-tablet:grid-cols-[minmax(50px,1fr)_46px] max-tablet:gap-1.5";

const TO_STOP = "text-right text-micro whitespace-nowrap text-text-2 not-italic";

/** Grey, like all the rest, within what is out of date. */
const markStyles = cva("absolute in-data-gone:bg-dead", {
  variants: {
    kind: {
      stop: "top-[3px] h-2 w-0.5 bg-loss",
      raised: "top-[3px] h-2 w-0.5 bg-profit",
      target: "top-[3px] right-0 h-2 w-0.5 bg-profit",
      gain: "top-[5px] h-1 bg-profit",
      loss: "top-[5px] h-1 bg-loss",
      entry: "top-0.5 h-2.5 w-px bg-text-2",
      now: "top-px -ml-[1.5px] h-3 w-[3px] rounded-[1px] bg-text",
    },
  },
});

/** Room left: stop (green where the price has pulled it up), entry tick, now mark, target, and the percentage to the stop. */
export function StopBar({ position }: { readonly position: PositionView }) {
  const { stopPrice, stopKind, entryPrice, lastPrice, targetPrice, priceDecimals, toStopRatio } = position;
  const words = [
    `${stopWords[stopKind]} ${formatPrice(stopPrice, priceDecimals)}`,
    `entry ${formatPrice(entryPrice, priceDecimals)}`,
    `last ${formatPrice(lastPrice, priceDecimals)}`,
    targetPrice === null ? "no target" : `target ${formatPrice(targetPrice, priceDecimals)}`,
  ].join(", ");
  if (lastPrice === null) {
    return (
      <div className={STOP_BAR} title={words}>
        <span className="text-micro text-text-3">no price yet</span>
        <em className={TO_STOP}>{UNKNOWN}</em>
      </div>
    );
  }
  const at = places(position);
  const from = Math.min(at.entry, at.now);
  return (
    <div className={STOP_BAR} title={words}>
      <span className="sr-only">{words}</span>
      <div
        className="relative h-3.5 before:absolute before:inset-x-0 before:top-1.5 before:h-0.5 before:rounded-[1px] before:bg-line-strong"
        aria-hidden="true"
      >
        <i
          className={markStyles({ kind: stopKind === "stop_loss" ? "stop" : "raised" })}
          style={{ left: `${at.stop}%` }}
        />
        {targetPrice === null ? null : <i className={markStyles({ kind: "target" })} />}
        <i
          className={markStyles({ kind: at.now < at.entry ? "loss" : "gain" })}
          style={{ left: `${from}%`, width: `${Math.abs(at.now - at.entry)}%` }}
        />
        <i className={markStyles({ kind: "entry" })} style={{ left: `${at.entry}%` }} />
        <i className={markStyles({ kind: "now" })} style={{ left: `${at.now}%` }} />
      </div>
      <em className={TO_STOP}>{formatPercent(toStopRatio, { signed: false })}</em>
    </div>
  );
}

/** The head over a column of these. */
export const StopBarHead = () => (
  <span className={STOP_BAR}>
    <span>
      <span className="max-tablet:hidden">Stop to target</span>
    </span>
    <em className={TO_STOP}>To stop</em>
  </span>
);

/** Places along the bar in percent, for drawing only. Without a target the bar ends as far above entry as the stop lies below. */
function places(position: PositionView): Readonly<Record<"stop" | "entry" | "now", number>> {
  const stop = Number(position.stopPrice);
  const entry = Number(position.entryPrice);
  const target =
    position.targetPrice === null ? entry + Math.abs(entry - stop) * 2 : Number(position.targetPrice);
  const low = Math.min(stop, entry);
  const span = Math.max(target, entry) - low;
  const place = (price: number) => (span > 0 ? Math.min(100, Math.max(0, ((price - low) / span) * 100)) : 50);
  return { stop: place(stop), entry: place(entry), now: place(Number(position.lastPrice)) };
}
