"use client";
import { useQuery } from "@tanstack/react-query";
import { venueLabel } from "@/server/exchange/core/venue-name";
import type { ExternalView } from "@/server/execution/core/account-view";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { Chip } from "../ui/chip";
import { Figure } from "../ui/figure";
import { formatAmount, formatReading, UNKNOWN } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { CODE } from "../ui/text";
import { bookNames } from "./book-names";

const idOf = (row: ExternalView) => row.id;
const PRICE_DIGITS = 7;

/** Orders and trades at the venues that nobody here wrote; nothing where there are none. */
export function ExternalOrders() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reconciliation.show.queryOptions({}));
  const rows = data?.external ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title="Not ours" asOf="placed past this system: never booked as a bot’s">
      <DataTable label="External orders and trades" rows={rows} columns={columns} idOf={idOf} fit="panel" />
    </Panel>
  );
}

const columns: readonly Column<ExternalView>[] = [
  {
    id: "seen",
    label: "First seen",
    phone: true,
    className: "text-text-3",
    cell: (row) => <Moment iso={row.seenAt} format="dayClock" />,
  },
  {
    id: "what",
    label: "What",
    phone: true,
    fixed: true,
    cell: (row) => (
      <>
        <Chip tone={row.acknowledged ? "plain" : "warn"}>External</Chip>{" "}
        {row.kind === "order" ? "Open order" : "Trade"}
      </>
    ),
  },
  { id: "book", label: "Book", cell: (row) => bookNames[row.book] },
  { id: "venue", label: "Venue", cell: (row) => venueLabel(row.venue) },
  { id: "market", label: "Market", phone: true, cell: (row) => row.symbol },
  {
    id: "amount",
    label: "Amount",
    right: true,
    cell: (row) => <Figure full={row.amount}>{formatAmount(row.amount)}</Figure>,
  },
  {
    id: "price",
    label: "Price",
    right: true,
    cell: (row) => (row.price === null ? UNKNOWN : formatReading(row.price, PRICE_DIGITS)),
  },
  {
    id: "fee",
    label: "Fee",
    right: true,
    cell: (row) => (row.fee === null ? UNKNOWN : `${formatAmount(row.fee)} ${row.feeAsset}`),
  },
  {
    id: "ref",
    label: "The venue’s id",
    cell: (row) => <span className={CODE}>{row.venueRef}</span>,
  },
  { id: "known", label: "Acknowledged", cell: (row) => (row.acknowledged ? "yes" : "no") },
];
