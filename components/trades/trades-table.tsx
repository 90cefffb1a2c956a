"use client";
import type { FeedView } from "@/server/portfolio/core/live-view";
import type { TradeView } from "@/server/trading/core/trade-view";
import { useLive } from "../live/live-provider";
import { classNames } from "../ui/class-names";
import { exchangeLabel } from "../ui/exchange-label";
import { Figure } from "../ui/figure";
import { formatAmount, formatPrice, UNKNOWN } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { ProfitLoss } from "../ui/profit-loss";
import { useZone } from "../ui/zone";
import { reasonLabel } from "./reason-label";

type TableProps = {
  readonly trades: readonly TradeView[];
  readonly selected: string | null;
  readonly onOpen: (fillId: string) => void;
};

const NO_FEEDS: readonly FeedView[] = [];
const HIDE = "phone-hide beside-hide";

/** Fills, newest first. A row opens its Why; columns give way while the drawer is beside the table. */
export function TradesTable({ trades, selected, onOpen }: TableProps) {
  const zone = useZone();
  const feeds = useLive((state) => state.view?.feeds ?? NO_FEEDS);
  const decimals = new Map(feeds.map((feed) => [`${feed.exchange} ${feed.symbol}`, feed.priceDecimals]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label="Trades, table">
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Filled, {zoneLabel(trades[0]?.marketAt ?? 0, zone)}</th>
            <th scope="col">Bot</th>
            <th scope="col" className="phone-hide beside-late">
              Exchange
            </th>
            <th scope="col" className="phone-hide">
              Market
            </th>
            <th scope="col" className="phone-hide">
              Side
            </th>
            <th scope="col" className={`r ${HIDE}`}>
              Amount
            </th>
            <th scope="col" className={`r ${HIDE}`}>
              Price
            </th>
            <th scope="col" className={`r ${HIDE}`}>
              Fee
            </th>
            <th scope="col" className="r">
              P/L, net
            </th>
            <th scope="col" className="phone-hide beside-late">
              Reason
            </th>
            <th scope="col">
              <span className="sr-only">Why</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => (
            <TradeRow
              key={trade.fillId}
              trade={trade}
              decimals={decimals.get(`${trade.exchange} ${trade.symbol}`)}
              selected={trade.fillId === selected}
              onOpen={() => onOpen(trade.fillId)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = {
  readonly trade: TradeView;
  readonly decimals: number | undefined;
  readonly selected: boolean;
  readonly onOpen: () => void;
};

function TradeRow({ trade, decimals, selected, onOpen }: RowProps) {
  const did = trade.side === "buy" ? "bought" : "sold";
  return (
    <tr
      className="cursor-pointer"
      data-selected={selected}
      aria-current={selected || undefined}
      onClick={onOpen}
    >
      <td className="text-text-3">
        <Moment iso={trade.marketAt} format="dayClock" />
      </td>
      <td>
        <span className="font-medium">{trade.botName}</span>
        <span className="phone-only block text-micro text-text-3">
          {did} {trade.base}
        </span>
      </td>
      <td className="phone-hide beside-late">{exchangeLabel(trade.exchange)}</td>
      <td className="phone-hide">{trade.symbol}</td>
      <td className="phone-hide">{trade.side === "buy" ? "Buy" : "Sell"}</td>
      <td className={classNames("r", HIDE)}>
        <Figure full={`${trade.amount} ${trade.base}`}>{formatAmount(trade.amount)}</Figure>
      </td>
      <td className={classNames("r", HIDE)}>
        <Figure full={`${trade.price} ${trade.quote}`}>{formatPrice(trade.price, decimals)}</Figure>
      </td>
      <td className={classNames("r", HIDE)}>
        <Figure full={`${trade.fee} ${trade.feeAsset}`}>
          {formatAmount(trade.fee)} <span className="text-text-3">{trade.feeAsset}</span>
        </Figure>
      </td>
      <td className="r">
        {trade.realised === null ? (
          <span className="text-text-3" title="The sale that closes the position carries the result">
            {UNKNOWN}
          </span>
        ) : (
          <ProfitLoss amount={trade.realised} currency={trade.quote} />
        )}
      </td>
      <td className="phone-hide beside-late">{reasonLabel(trade.reasonCode)}</td>
      <td className="r">
        <button
          type="button"
          id={`why-${trade.fillId}`}
          className="link min-h-6 px-1"
          aria-label={`Why ${trade.botName} ${did} ${trade.base}`}
          aria-expanded={selected}
          onClick={(event) => {
            event.stopPropagation();
            onOpen();
          }}
        >
          Why
        </button>
      </td>
    </tr>
  );
}
