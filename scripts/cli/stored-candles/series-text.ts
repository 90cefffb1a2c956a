import type { SeriesPage, SeriesView } from "@/server/candles/core/series-view";
import { plainTable } from "../backtest/plain-table";

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, " ");
const minute = (iso: string | null): string => (iso === null ? "–" : iso.slice(0, 16).replace("T", " "));
const size = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

/** What is stored, as a table. */
export function listText({ items, bytes, bytesMax, policy }: SeriesPage): string {
  if (items.length === 0)
    return 'No candles are stored. "candles download binance:BTC/USDT:1h --from 2020-01-01" stores some.';
  const table = plainTable(items, [
    { head: "name", text: ({ name }) => name },
    { head: "from, UTC", text: ({ from }) => minute(from) },
    { head: "until", text: ({ until }) => minute(until) },
    { head: "candles", right: true, text: ({ candles }) => grouped(candles) },
    { head: "missing", right: true, text: ({ missing }) => grouped(missing) },
    { head: "size", right: true, text: (each) => size(each.bytes) },
    { head: "how it stands", text: standing },
  ]);
  return `${table}\n\n${size(bytes)} of ${size(bytesMax)}. ${policy}`;
}

function standing({ status, statusReason, progress, origin, file }: SeriesView): string {
  if (status === "failed" || status === "cancelled") return `${status}: ${statusReason ?? ""}`.slice(0, 100);
  if (status !== "done") return `${status}, ${progress.done} of ${progress.total}`;
  return origin === "import" ? `imported from ${file ?? "a file"}` : "downloaded";
}

/** One series in sentences. */
export function seriesText(view: SeriesView): string {
  const { name, status, candles, missing, from, until, bytes, notes } = view;
  return [
    `${name}: ${grouped(candles)} candles from ${minute(from)} to ${minute(until)} UTC, ${size(bytes)}${status === "done" ? "" : ` (${status})`}.`,
    missing === 0
      ? "None is missing in between."
      : `${grouped(missing)} are missing in between; nothing was filled in.`,
    ...notes,
  ].join("\n");
}
