"use client";
import { Crosshair } from "lucide-react";
import Link from "next/link";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import { useTotal } from "../live/currency-choice";
import { useLive } from "../live/live-provider";
import { StaleStrip } from "../live/stale-strip";
import { useFreshness } from "../live/use-freshness";
import { BotLink } from "../shared/bot-link";
import { LastPrice } from "../shared/last-price";
import { StopBar, StopBarHead } from "../shared/stop-bar";
import { cn } from "../ui/cn";
import { sumTexts } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { Flash } from "../ui/flash";
import { formatAmount, formatMoney, formatPrice } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";
import { SCROLL_X } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { LINK } from "../ui/text";

const NONE: readonly PositionView[] = [];
const SHOWN_MAX = 8;

/** What the bots hold now, and how far each position is from its stop. */
export function PositionsPanel() {
  const positions = useLive((state) => state.view?.positions ?? NONE);
  const known = useLive((state) => state.view !== null);
  const { total } = useTotal();
  const { freshness } = useFreshness();
  const own = positions.filter((each) => each.quote === total?.currency);
  const atRisk = total ? formatMoney(sumTexts(own.map((each) => each.atRisk)), total.currency) : null;
  return (
    <Panel
      title="Open positions"
      age={freshness}
      asOf={
        <>
          {positions.length}
          {atRisk && own.length > 0 ? ` · at risk ${atRisk}` : ""} · <AsOf />
        </>
      }
      actions={
        <Link className={cn(LINK, "text-small")} href="/positions">
          {positions.length > SHOWN_MAX ? `${positions.length - SHOWN_MAX} more` : "All positions"}
        </Link>
      }
    >
      <StaleStrip />
      {positions.length === 0 ? (
        <PanelEmpty icon={Crosshair} title={known ? "No open positions" : "No figures yet"}>
          {known
            ? "Bots look for an entry at the close of every candle. A position appears here as soon as its order fills."
            : "The worker has not published yet. It does so about once a second when it runs: Health says how it is."}
        </PanelEmpty>
      ) : (
        <PositionTable positions={positions.slice(0, SHOWN_MAX)} gone={freshness === "dead"} />
      )}
    </Panel>
  );
}

type TableProps = { readonly positions: readonly PositionView[]; readonly gone: boolean };

function PositionTable({ positions, gone }: TableProps) {
  return (
    <section className={SCROLL_X} aria-label="Open positions, table" tabIndex={-1}>
      <Table className="data-gone:text-dead" data-gone={gone || undefined}>
        <thead>
          <tr>
            <th scope="col">Bot</th>
            <th scope="col" className="max-tablet:hidden">
              Market
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Amount
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Entry
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Last
            </th>
            <th scope="col" className="r">
              P/L
            </th>
            <th scope="col" className="r max-tablet:hidden">
              P/L %
            </th>
            <th scope="col">
              <StopBarHead />
            </th>
            <th scope="col" className="r max-tablet:hidden">
              At risk
            </th>
          </tr>
        </thead>
        <tbody>
          {positions.map((position) => (
            <PositionRow key={position.positionId} position={position} />
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function PositionRow({ position }: { readonly position: PositionView }) {
  const { quote, priceDecimals } = position;
  return (
    <tr>
      <td>
        <BotLink botId={position.botId} name={position.botName} />{" "}
        <span className="text-text-3 max-tablet:hidden">{exchangeLabel(position.exchange)}</span>
      </td>
      <td className="max-tablet:hidden">{position.symbol}</td>
      <td className="r max-tablet:hidden">
        <Figure full={`${position.amount} ${position.base}`}>{formatAmount(position.amount)}</Figure>
      </td>
      <td className="r max-tablet:hidden">{formatPrice(position.entryPrice, priceDecimals)}</td>
      <td className="r max-tablet:hidden">
        <LastPrice position={position} />
      </td>
      <td className="r">
        <Flash value={position.unrealised}>
          <ProfitLoss amount={position.unrealised} currency={quote} />
        </Flash>
      </td>
      <td className="r max-tablet:hidden">
        <ReturnRatio ratio={position.unrealisedRatio} />
      </td>
      <td className="w-[24%]">
        <StopBar position={position} />
      </td>
      <td className="r max-tablet:hidden">
        <Figure full={`${position.atRisk} ${quote}`}>{formatMoney(position.atRisk, quote)}</Figure>
      </td>
    </tr>
  );
}
