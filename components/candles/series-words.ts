import type { SeriesView } from "@/server/candles/core/series-view";

const MB = 1024 ** 2;

/** "48 kB", "12.4 MB", "4 GB". */
export function sizeText(bytes: number): string {
  if (bytes >= 1024 * MB) return `${Number((bytes / (1024 * MB)).toFixed(1))} GB`;
  return bytes >= MB ? `${(bytes / MB).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} kB`;
}

/** How a series stands, in words. */
export function standingOf({ status, statusReason, progress, origin, file }: SeriesView): string {
  if (status === "queued") return "waits for its turn";
  if (status === "running") return progress.step || "begins";
  if (status === "failed") return statusReason ?? "failed";
  if (status === "cancelled") return "cancelled; what it has stays";
  return origin === "import" ? `from ${file ?? "a file"}` : "downloaded";
}
