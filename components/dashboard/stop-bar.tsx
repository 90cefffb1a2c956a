import type { PositionView } from "@/server/portfolio/core/live-view";
import { formatPercent, formatPrice, UNKNOWN } from "../ui/format-number";

/** Room left: stop, entry tick, now mark, target, and the percentage to the stop. */
export function StopBar({ position }: { readonly position: PositionView }) {
  const { stopPrice, entryPrice, lastPrice, targetPrice, priceDecimals, toStopRatio } = position;
  const words = [
    `Stop ${formatPrice(stopPrice, priceDecimals)}`,
    `entry ${formatPrice(entryPrice, priceDecimals)}`,
    `last ${formatPrice(lastPrice, priceDecimals)}`,
    targetPrice === null ? "no target" : `target ${formatPrice(targetPrice, priceDecimals)}`,
  ].join(", ");
  if (lastPrice === null) {
    return (
      <div className="stop-bar" title={words}>
        <span className="text-micro text-text-3">no price yet</span>
        <em>{UNKNOWN}</em>
      </div>
    );
  }
  const at = places(position);
  const from = Math.min(at.entry, at.now);
  return (
    <div className="stop-bar" title={words}>
      <span className="sr-only">{words}</span>
      <div className="track" aria-hidden="true">
        <i className="stop" />
        {targetPrice === null ? null : <i className="target" />}
        <i
          className="fill"
          data-sign={at.now < at.entry ? -1 : 1}
          style={{ left: `${from}%`, width: `${Math.abs(at.now - at.entry)}%` }}
        />
        <i className="entry" style={{ left: `${at.entry}%` }} />
        <i className="now" style={{ left: `${at.now}%` }} />
      </div>
      <em>{formatPercent(toStopRatio, { signed: false })}</em>
    </div>
  );
}

/** Places along the bar in percent, for drawing only. Without a target the bar ends as far above entry as the stop lies below. */
function places(position: PositionView): { readonly entry: number; readonly now: number } {
  const stop = Number(position.stopPrice);
  const entry = Number(position.entryPrice);
  const target =
    position.targetPrice === null ? entry + Math.abs(entry - stop) * 2 : Number(position.targetPrice);
  const low = Math.min(stop, entry);
  const span = Math.max(target, entry) - low;
  const place = (price: number) => (span > 0 ? Math.min(100, Math.max(0, ((price - low) / span) * 100)) : 50);
  return { entry: place(entry), now: place(Number(position.lastPrice)) };
}
