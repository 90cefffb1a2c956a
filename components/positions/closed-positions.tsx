"use client";
import { Archive } from "lucide-react";
import { useMemo } from "react";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { ClosedPositionView, ClosedTotalView } from "@/server/positions/core/position-record";
import { ReadAsOf } from "../live/as-of";
import { InDisplay } from "../live/in-display";
import { useMarketZone } from "../live/use-market-zone";
import { usePriceDecimals } from "../live/use-price-decimals";
import { bookNames } from "../shared/book-names";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { formatCount, formatShare } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ProfitLoss } from "../ui/profit-loss";
import { SUMS } from "../ui/sum-line";
import { toQueryText } from "../ui/to-query-text";
import { closedColumns } from "./closed-columns";
import { toClosedQuery, useClosedPositions } from "./use-closed-positions";

type ClosedPositionsProps = {
  readonly botId: string | null;
  readonly exchange: ExchangeName | null;
  /** the bot is named by the page already */
  readonly ofOneBot?: boolean;
};

const NEWEST = { by: "closed", descending: true } as const;
const idOf = (row: ClosedPositionView) => row.positionId;

/** What was held and sold, with what it earned, and what all of it came to per book and currency. */
export function ClosedPositions({ botId, exchange, ofOneBot = false }: ClosedPositionsProps) {
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const columns = useMemo(() => closedColumns({ zone, ofOneBot, decimalsOf }), [zone, ofOneBot, decimalsOf]);
  const address = useTableAddress({ columns, standard: NEWEST, prefix: "closed-" });
  const filters = { botId, exchange, sort: address.sort };
  const { positions, totals, total, more, toNewest, queryKey } = useClosedPositions(filters);
  return (
    <Panel
      title="Closed positions"
      asOf={
        <>
          {total === null ? "loading" : formatCount(total)} · net of fees · <ReadAsOf queryKey={queryKey} />
        </>
      }
      actions={
        <TableTools
          columns={columns}
          hidden={address.hidden}
          onHide={address.onHide}
          csv={`/api/export/positions.csv${toQueryText(toClosedQuery(filters))}`}
        />
      }
    >
      {totals ? <Totals totals={totals} /> : null}
      {positions?.length === 0 ? (
        <NoRows filtered={!ofOneBot && (botId ?? exchange) !== null} />
      ) : (
        <DataTable
          label="Closed positions"
          rows={positions}
          columns={columns}
          hidden={address.hidden}
          idOf={idOf}
          sort={address.sort}
          onSort={address.onSort}
          more={more}
          toNewest={toNewest}
          total={total}
          fit={ofOneBot ? "panel" : "page"}
        />
      )}
    </Panel>
  );
}

function NoRows({ filtered }: { readonly filtered: boolean }) {
  return (
    <PanelEmpty icon={Archive} title={filtered ? "No closed position matches" : "None closed yet"}>
      A position closes by its stop, its target, its trailing stop, its strategy’s exit or by hand. What it
      earned stands here, net of fees.
    </PanelEmpty>
  );
}

function Totals({ totals }: { readonly totals: readonly ClosedTotalView[] }) {
  if (totals.length === 0) return null;
  return (
    <div className={SUMS}>
      {totals.map(({ book, currency, closed, wins, realised }) => (
        <span key={`${book} ${currency}`}>
          <b className="font-medium text-text">{currency}</b>{" "}
          <span className="text-text-3">{bookNames[book].toLowerCase()}</span> {formatCount(closed)} closed,{" "}
          {formatShare(wins, closed)} won, realised <ProfitLoss amount={realised} currency={currency} />{" "}
          <InDisplay amount={realised} currency={currency} signed />
        </span>
      ))}
    </div>
  );
}
