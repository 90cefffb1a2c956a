import { venueLabel } from "@/server/exchange/core/venue-name";
import type { AccountLineView } from "@/server/execution/core/account-view";
import { bookNames } from "../shared/book-names";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { Figure } from "../ui/figure";
import { formatAmount } from "../ui/format-number";
import { Moment } from "../ui/moment";

const amount = ({ asset }: AccountLineView, text: string) => (
  <Figure full={`${text} ${asset}`}>{formatAmount(text)}</Figure>
);

/** One asset of one account a row. */
export const lineColumns: readonly Column<AccountLineView>[] = [
  {
    id: "venue",
    label: "Venue",
    phone: true,
    fixed: true,
    sorts: (row) => row.venue,
    cell: (row) => (
      <>
        {venueLabel(row.venue)} <span className="text-text-3">{bookNames[row.book].toLowerCase()}</span>
      </>
    ),
  },
  {
    id: "asset",
    label: "Asset",
    phone: true,
    fixed: true,
    sorts: (row) => row.asset,
    cell: (row) => row.asset,
  },
  { id: "ours", label: "Ours", right: true, cell: (row) => amount(row, row.ours) },
  { id: "theirs", label: "Theirs", right: true, cell: (row) => amount(row, row.theirs) },
  {
    id: "difference",
    label: "Difference",
    right: true,
    phone: true,
    fixed: true,
    sorts: (row) => row.difference,
    cell: (row) => amount(row, row.difference),
  },
  { id: "state", label: "State", phone: true, fixed: true, cell: (row) => <State line={row} /> },
  {
    id: "compared",
    label: "Compared",
    className: "text-text-3",
    cell: (row) => <Moment iso={row.comparedAt} format="dayClock" />,
  },
];

const WORDS: { readonly [state in AccountLineView["state"]]: string } = {
  equal: "Adds up",
  differs: "Being looked at",
  held: "Entries held",
  known: "Known to you",
};

function State({ line }: { readonly line: AccountLineView }) {
  const words = WORDS[line.state];
  if (line.state === "equal") return <span className="text-text-3">{words}</span>;
  return <Chip tone={line.state === "held" ? "warn" : "plain"}>{words}</Chip>;
}
