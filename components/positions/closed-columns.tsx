import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { ClosedPositionView } from "@/server/positions/core/position-record";
import type { DecimalsOf } from "../live/use-price-decimals";
import { BotLink } from "../shared/bot-link";
import { reasonLabel } from "../shared/reason-label";
import type { Column } from "../table/column";
import { Figure } from "../ui/figure";
import { formatAmount, formatMoney, formatPrice } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";

type Options = {
  readonly zone: string;
  readonly ofOneBot: boolean;
  readonly decimalsOf: DecimalsOf;
};

/** One closed position a row; by time or result the server sorts. */
export function closedColumns({
  zone,
  ofOneBot,
  decimalsOf,
}: Options): readonly Column<ClosedPositionView>[] {
  const price = (row: ClosedPositionView, text: string | null) => (
    <Figure full={text && `${text} ${row.quote}`}>
      {formatPrice(text, decimalsOf(row.exchange, row.symbol))}
    </Figure>
  );
  const columns: readonly Column<ClosedPositionView>[] = [
    {
      id: "closed",
      label: "Closed",
      head: `Closed, ${zone}`,
      phone: true,
      fixed: true,
      sorts: true,
      className: "text-text-3",
      cell: (row) => <Moment iso={row.closedMarketAt} format="dayClock" />,
    },
    {
      id: "bot",
      label: "Bot",
      phone: true,
      fixed: true,
      cell: (row) => (
        <>
          <BotLink botId={row.botId} name={row.botName} />{" "}
          <span className="text-text-3 max-tablet:hidden">{exchangeLabel(row.exchange)}</span>
          <span className="tablet:hidden block text-micro text-text-3">
            {row.symbol}, {reasonLabel(row.exitReason)}
          </span>
        </>
      ),
    },
    { id: "market", label: "Market", cell: (row) => row.symbol },
    {
      id: "held",
      label: "Held",
      right: true,
      cell: (row) => formatAge(Date.parse(row.closedMarketAt) - Date.parse(row.openedMarketAt)),
    },
    {
      id: "amount",
      label: "Amount",
      right: true,
      cell: (row) => <Figure full={`${row.amount} ${row.base}`}>{formatAmount(row.amount)}</Figure>,
    },
    { id: "entry", label: "Entry", right: true, cell: (row) => price(row, row.entryPrice) },
    { id: "exit", label: "Exit", right: true, cell: (row) => price(row, row.exitPrice) },
    {
      id: "fees",
      label: "Fees",
      right: true,
      cell: (row) => <Figure full={`${row.fees} ${row.quote}`}>{formatMoney(row.fees, row.quote)}</Figure>,
    },
    {
      id: "realised",
      label: "P/L, net",
      right: true,
      phone: true,
      fixed: true,
      sorts: true,
      cell: (row) => <ProfitLoss amount={row.realised} currency={row.quote} />,
    },
    {
      id: "ratio",
      label: "P/L %",
      right: true,
      cell: (row) => <ReturnRatio ratio={row.realisedRatio} />,
    },
    { id: "reason", label: "Reason", cell: (row) => reasonLabel(row.exitReason) },
  ];
  return ofOneBot ? columns.filter(({ id }) => id !== "bot" && id !== "market") : columns;
}

/** Averages have more digits than a tick; without one they are cut here. */
