import { kindWords, namedPrice, statusWords } from "@/components/shared/order-words";
import type { OrderView } from "@/server/history/core/order-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { DecimalsOf } from "../live/use-price-decimals";
import { bookNames } from "../shared/book-names";
import { BotLink } from "../shared/bot-link";
import { reasonLabel } from "../shared/reason-label";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { Figure } from "../ui/figure";
import { formatAmount, formatPrice, UNKNOWN } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { LINK } from "../ui/text";

type Options = {
  readonly zone: string;
  readonly decimalsOf: DecimalsOf;
  readonly selected: string | null;
  readonly onOpen: (orderId: string) => void;
};

/** One order a row; a row opens its life. */
export function orderColumns({ zone, decimalsOf, selected, onOpen }: Options): readonly Column<OrderView>[] {
  const price = (row: OrderView, text: string | null) =>
    text === null ? (
      <span className="text-text-3">{UNKNOWN}</span>
    ) : (
      <Figure full={`${text} ${row.quote}`}>{formatPrice(text, decimalsOf(row.exchange, row.symbol))}</Figure>
    );
  return [
    {
      id: "at",
      label: "Written",
      head: `Written, ${zone}`,
      phone: true,
      fixed: true,
      className: "text-text-3",
      cell: (row) => <Moment iso={row.marketAt} format="dayClock" />,
    },
    {
      id: "bot",
      label: "Bot",
      phone: true,
      fixed: true,
      cell: (row) => (
        <>
          <BotLink botId={row.botId} name={row.botName} />
          <span className="tablet:hidden block text-micro text-text-3">
            {row.side} {row.base}, {statusWords(row).toLowerCase()}
          </span>
        </>
      ),
    },
    { id: "book", label: "Book", beside: "hide", cell: (row) => bookNames[row.book] },
    { id: "exchange", label: "Exchange", beside: "late", cell: (row) => exchangeLabel(row.exchange) },
    { id: "market", label: "Market", cell: (row) => row.symbol },
    { id: "kind", label: "Order", cell: kindWords },
    {
      id: "limit",
      label: "Price",
      right: true,
      beside: "hide",
      cell: (row) => price(row, namedPrice(row)),
    },
    {
      id: "filled",
      label: "Filled",
      right: true,
      beside: "hide",
      cell: (row) => (
        <Figure full={`${row.filled} of ${row.amount} ${row.base}`}>
          {formatAmount(row.filled)} of {formatAmount(row.amount)}
        </Figure>
      ),
    },
    {
      id: "average",
      label: "Average",
      right: true,
      beside: "hide",
      cell: (row) => price(row, row.averagePrice),
    },
    {
      id: "state",
      label: "State",
      fixed: true,
      cell: (row) =>
        row.status === "unknown" ? <Chip tone="warn">{statusWords(row)}</Chip> : statusWords(row),
    },
    { id: "reason", label: "For", beside: "late", cell: (row) => reasonLabel(row.reasonCode) },
    {
      id: "life",
      label: "Life",
      head: <span className="sr-only">Life</span>,
      right: true,
      phone: true,
      fixed: true,
      cell: (row) => (
        <button
          type="button"
          id={`order-${row.orderId}`}
          className={cn(LINK, "min-h-6 px-1")}
          aria-label={`Life of ${row.botName}’s ${row.side} of ${row.base}`}
          aria-expanded={row.orderId === selected}
          onClick={() => onOpen(row.orderId)}
        >
          Life
        </button>
      ),
    },
  ];
}
