"use client";
import { useQuery } from "@tanstack/react-query";
import { kindWords, namedPrice, statusWords } from "@/components/shared/order-words";
import type { WorkingOrderView } from "@/server/history/core/working-order-view";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { type DecimalsOf, usePriceDecimals } from "../live/use-price-decimals";
import { BotLink } from "../shared/bot-link";
import { reasonLabel } from "../shared/reason-label";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { Figure } from "../ui/figure";
import { formatAmount, formatPrice } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";

const READ_AGAIN_MS = 5_000;
const idOf = (row: WorkingOrderView) => row.orderId;

type WorkingOrdersProps = { readonly botId: string | null; readonly exchange: ExchangeName | null };

/** Orders that rest in the book, are partly filled or on their way; nothing where there are none. */
export function WorkingOrders({ botId, exchange }: WorkingOrdersProps) {
  const trpc = useTRPC();
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const options = trpc.trades.working.queryOptions(botId ? { botId } : {});
  const { data } = useQuery({ ...options, refetchInterval: READ_AGAIN_MS });
  const rows = (data ?? []).filter((row) => exchange === null || row.exchange === exchange);
  if (rows.length === 0) return null;
  return (
    <Panel
      title="Working orders"
      asOf={
        <>
          {rows.length} · {zone} · <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      <DataTable
        label="Working orders"
        rows={rows}
        columns={columnsWith(decimalsOf)}
        idOf={idOf}
        fit="panel"
      />
    </Panel>
  );
}

const columnsWith = (decimalsOf: DecimalsOf): readonly Column<WorkingOrderView>[] => [
  {
    id: "bot",
    label: "Bot",
    phone: true,
    fixed: true,
    cell: (row) => (
      <>
        <BotLink botId={row.botId} name={row.botName} />{" "}
        <span className="max-tablet:hidden text-text-3">{exchangeLabel(row.exchange)}</span>
      </>
    ),
  },
  { id: "market", label: "Market", cell: (row) => row.symbol },
  { id: "kind", label: "Order", phone: true, cell: kindWords },
  {
    id: "price",
    label: "Price",
    right: true,
    phone: true,
    cell: (row) => {
      const price = namedPrice(row);
      if (price === null) return <span className="text-text-3">market</span>;
      return (
        <Figure full={`${price} ${row.quote}`}>
          {formatPrice(price, decimalsOf(row.exchange, row.symbol))}
        </Figure>
      );
    },
  },
  {
    id: "filled",
    label: "Filled",
    right: true,
    cell: (row) => (
      <Figure full={`${row.filled} of ${row.amount} ${row.base}`}>
        {formatAmount(row.filled)} of {formatAmount(row.amount)} {row.base}
      </Figure>
    ),
  },
  { id: "status", label: "State", phone: true, cell: statusWords },
  { id: "reason", label: "For", cell: (row) => reasonLabel(row.reasonCode) },
  {
    id: "since",
    label: "Since",
    className: "text-text-3",
    cell: (row) => <Moment iso={row.marketAt} format="clock" />,
  },
  {
    id: "until",
    label: "Rests until",
    className: "text-text-3",
    cell: (row) => (row.restMarketUntil ? <Moment iso={row.restMarketUntil} format="clock" /> : "it fills"),
  },
];
