import type { SeriesView } from "@/server/candles/core/series-view";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { formatCount } from "../ui/format-number";
import { formatDate, formatMinute } from "../ui/format-time";
import { SCROLL_X, ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { LINK } from "../ui/text";
import { SeriesActs } from "./series-acts";
import { sizeText, standingOf } from "./series-words";

type TableProps = { readonly items: readonly SeriesView[]; readonly onLook: (id: string) => void };

const moment = (iso: string | null): string =>
  iso === null ? "—" : `${formatDate(iso, "UTC")} ${formatMinute(iso, "UTC")}`;

/** Every series by name: its period, what is missing, how large it is and how it stands. */
export const SeriesTable = ({ items, onLook }: TableProps) => (
  <ScrollBox label="Stored candles, table" className={SCROLL_X}>
    <Table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">From, UTC</th>
          <th scope="col">Until</th>
          <th scope="col" className="r">
            Candles
          </th>
          <th scope="col" className="r">
            Missing
          </th>
          <th scope="col" className="r">
            Size
          </th>
          <th scope="col">How it stands</th>
          <th scope="col">
            <span className="sr-only">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((series) => (
          <tr key={series.id} data-series={series.name}>
            <th scope="row">
              <button type="button" className={cn(LINK, "min-h-(--hit)")} onClick={() => onLook(series.id)}>
                {series.name}
              </button>
            </th>
            <td>{moment(series.from)}</td>
            <td>{moment(series.until)}</td>
            <td className="r">{formatCount(series.candles)}</td>
            <td className="r">{formatCount(series.missing)}</td>
            <td className="r">{sizeText(series.bytes)}</td>
            <td>
              <Standing series={series} />
            </td>
            <td className="r">
              <SeriesActs series={series} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  </ScrollBox>
);

function Standing({ series }: { readonly series: SeriesView }) {
  const { status, progress } = series;
  const share = progress.total > 0 ? Math.floor((progress.done / progress.total) * 100) : 0;
  return (
    <span className="flex items-center gap-1.5">
      <Chip>{status === "running" ? `${share} %` : status}</Chip>
      <span className="max-w-100 truncate" title={standingOf(series)}>
        {standingOf(series)}
      </span>
    </span>
  );
}
