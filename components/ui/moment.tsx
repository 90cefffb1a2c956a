"use client";
import { formatClock, formatClockMs, formatDayClock, formatFull, formatMinute } from "./format-time";
import { useZone } from "./zone";

const FORMATS = {
  clock: formatClock,
  clockMs: formatClockMs,
  minute: formatMinute,
  dayClock: formatDayClock,
};

type MomentProps = { readonly iso: string | null; readonly format?: keyof typeof FORMATS };

/** An instant in the owner's zone, the whole of it on hover. */
export function Moment({ iso, format = "clock" }: MomentProps) {
  const zone = useZone();
  return (
    <time dateTime={iso ?? undefined} title={iso ? formatFull(iso, zone) : undefined}>
      {FORMATS[format](iso, zone)}
    </time>
  );
}
