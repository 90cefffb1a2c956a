import { typeWords } from "@/components/shared/order-words";
import type { TradeView } from "@/server/history/core/trade-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { DecimalsOf } from "../live/use-price-decimals";
import { BotLink } from "../shared/bot-link";
import { reasonLabel } from "../shared/reason-label";
import type { Column } from "../table/column";
import { cn } from "../ui/cn";
import { Figure } from "../ui/figure";
import { formatAmount, formatFee, formatPrice, UNKNOWN } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { ProfitLoss } from "../ui/profit-loss";
import { LINK } from "../ui/text";

type Options = {
  /** the zone's own name, once, in the head of the times */
  readonly zone: string;
  /** the bot is named by the page already */
  readonly ofOneBot: boolean;
  readonly selected: string | null;
  readonly onOpen: (fillId: string) => void;
  /** decimals of a market's tick */
  readonly decimalsOf: DecimalsOf;
};

const didOf = (trade: TradeView): string => (trade.side === "buy" ? "bought" : "sold");

/** One fill a row; a row opens its Why. */
export function tradeColumns(options: Options): readonly Column<TradeView>[] {
  const { zone, ofOneBot, decimalsOf } = options;
  const columns: readonly Column<TradeView>[] = [
    {
      id: "at",
      label: "Filled",
      head: `Filled, ${zone}`,
      phone: true,
      fixed: true,
      className: "text-text-3",
      cell: (trade) => <Moment iso={trade.marketAt} format="dayClock" />,
    },
    {
      id: "bot",
      label: "Bot",
      phone: true,
      fixed: true,
      cell: (trade) => (
        <>
          <BotLink botId={trade.botId} name={trade.botName} />
          <span className="tablet:hidden block text-micro text-text-3">
            {didOf(trade)} {trade.base}
          </span>
        </>
      ),
    },
    {
      id: "exchange",
      label: "Exchange",
      beside: "late",
      cell: (trade) => exchangeLabel(trade.exchange),
    },
    { id: "market", label: "Market", cell: (trade) => trade.symbol },
    {
      id: "side",
      label: "Side",
      phone: ofOneBot,
      cell: (trade) => (trade.side === "buy" ? "Buy" : "Sell"),
    },
    {
      id: "type",
      label: "Order",
      beside: "hide",
      cell: (trade) => (
        <>
          {typeWords(trade.orderType)} <span className="text-text-3">{trade.liquidity}</span>
        </>
      ),
    },
    {
      id: "amount",
      label: "Amount",
      right: true,
      beside: "hide",
      cell: (trade) => <Figure full={`${trade.amount} ${trade.base}`}>{formatAmount(trade.amount)}</Figure>,
    },
    {
      id: "price",
      label: "Price",
      right: true,
      beside: "hide",
      cell: (trade) => (
        <Figure full={`${trade.price} ${trade.quote}`}>
          {formatPrice(trade.price, decimalsOf(trade.exchange, trade.symbol))}
        </Figure>
      ),
    },
    {
      id: "fee",
      label: "Fee",
      right: true,
      beside: "hide",
      cell: (trade) => (
        <Figure full={`${trade.fee} ${trade.feeAsset}`}>
          {formatFee(trade.fee, trade.feeAsset)} <span className="text-text-3">{trade.feeAsset}</span>
        </Figure>
      ),
    },
    {
      id: "result",
      label: "P/L, net",
      right: true,
      phone: true,
      cell: (trade) => <Result trade={trade} />,
    },
    {
      id: "reason",
      label: "Reason",
      beside: "late",
      cell: (trade) => reasonLabel(trade.reasonCode),
    },
    whyColumn(options),
  ];
  return ofOneBot ? columns.filter(({ id }) => !["bot", "exchange", "market"].includes(id)) : columns;
}

function Result({ trade }: { readonly trade: TradeView }) {
  if (trade.realised !== null) return <ProfitLoss amount={trade.realised} currency={trade.quote} />;
  return (
    <span className="text-text-3" title="The sale that closes the position carries the result">
      {UNKNOWN}
    </span>
  );
}

const whyColumn = ({ selected, onOpen }: Options): Column<TradeView> => ({
  id: "why",
  label: "Why",
  head: <span className="sr-only">Why</span>,
  right: true,
  phone: true,
  fixed: true,
  cell: (trade) => (
    <button
      type="button"
      id={`why-${trade.fillId}`}
      className={cn(LINK, "min-h-6 px-1")}
      aria-label={`Why ${trade.botName} ${didOf(trade)} ${trade.base}`}
      aria-expanded={trade.fillId === selected}
      onClick={() => onOpen(trade.fillId)}
    >
      Why
    </button>
  ),
});
