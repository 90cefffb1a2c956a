"use client";
import type { EquityPointView } from "@/server/portfolio/core/live-view";
import { formatMoney } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { useZone } from "../ui/zone";
import { sampleRows } from "./equity-curve";

const ROWS_MAX = 60;

type EquityTableProps = { readonly points: readonly EquityPointView[]; readonly currency: string };

/** The curve as figures, newest first. */
export function EquityTable({ points, currency }: EquityTableProps) {
  const zone = useZone();
  const rows = sampleRows(points, ROWS_MAX);
  return (
    <ScrollBox className="h-52 overflow-auto" label="Equity, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Market time, {zoneLabel(rows[0]?.marketAt ?? 0, zone)}</th>
            <th scope="col" className="r">
              Equity
            </th>
            <th scope="col" className="r">
              Buy and hold
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.marketAt}>
              <td>
                <Moment iso={row.marketAt} format="dayClock" />
              </td>
              <td className="r">{formatMoney(row.equity, currency)}</td>
              <td className="r">{formatMoney(row.buyAndHold, currency)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}
