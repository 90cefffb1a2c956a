import { TickMarkType, type Time, type UTCTimestamp } from "lightweight-charts";
import { partsIn, zoneOffsetMs } from "../ui/format-time";

/**
 * An instant as the library's time. It prints UTC: times are shifted by the zone's offset at the newest one, so that
 * days begin at the owner's midnight and the axis stays in order through a change of summer time.
 */
export const toChartTime = (atMs: number, newestMs: number, zone: string): UTCTimestamp =>
  ((atMs + zoneOffsetMs(newestMs, zone)) / 1000) as UTCTimestamp;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A mark of the time axis: "18:00", "22 Nov". */
export function formatChartMark(time: Time, type: TickMarkType): string {
  const at = partsIn(Number(time) * 1000, "UTC");
  if (type === TickMarkType.Year) return String(at.year);
  if (type === TickMarkType.Month) return MONTHS[at.month - 1] ?? "";
  if (type === TickMarkType.DayOfMonth) return `${at.day} ${MONTHS[at.month - 1]}`;
  return `${String(at.hour).padStart(2, "0")}:${String(at.minute).padStart(2, "0")}`;
}
