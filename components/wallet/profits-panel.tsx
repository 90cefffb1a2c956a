"use client";
import { useQuery } from "@tanstack/react-query";
import { Trophy } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { PastRebalanceView, PlaceProfitView } from "@/server/portfolio/core/profits-view";
import { useLive } from "../live/live-provider";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ProfitLoss } from "../ui/profit-loss";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import type { ProfitAsk } from "./profits-dialog";
import { RanksTable } from "./ranks-table";

// fetched when it is first opened
const ProfitsDialog = dynamic(() => import("./profits-dialog").then(({ ProfitsDialog }) => ProfitsDialog), {
  ssr: false,
});

/** How the bots rank, and the profit that could be shared out among the best of them. */
export function ProfitsPanel({ mayMove }: { readonly mayMove: boolean }) {
  const trpc = useTRPC();
  const book = useLive((state) => state.view?.book);
  const { data } = useQuery(trpc.profits.show.queryOptions(book ? { book } : {}));
  const [asked, setAsked] = useState<ProfitAsk | null>(null);
  if (!data) return <PanelLoading rows={6} label="Profits" />;
  const shared = data.places.some(({ why }) => why === null);
  return (
    <div className="grid gap-2">
      <Panel
        title="Profit since the last rebalance"
        asOf="net of fees, losses made good first; each exchange and currency by itself"
        actions={
          mayMove && shared ? (
            <Button onClick={() => setAsked({ kind: "rebalance", book: data.book })}>Rebalance…</Button>
          ) : null
        }
      >
        {data.places.length === 0 ? (
          <PanelEmpty icon={Trophy} title="No bots in this book">
            What bots realise is shared out among the best of them.
          </PanelEmpty>
        ) : (
          <PlacesTable places={data.places} />
        )}
        {data.past.length > 0 ? (
          <Past
            past={data.past}
            onRevert={mayMove ? (rebalanceId) => setAsked({ kind: "revert", rebalanceId }) : null}
          />
        ) : null}
      </Panel>
      <Panel
        title="Ranking"
        asOf="percentiles within the book: net profit 30, win rate 25, profit factor 20, Sharpe 15, mean profit 10"
      >
        <RanksTable ranks={data.ranks} />
      </Panel>
      {asked ? <ProfitsDialog ask={asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

function PlacesTable({ places }: { readonly places: readonly PlaceProfitView[] }) {
  return (
    <ScrollBox label="Profit since the last rebalance, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Exchange</th>
            <th scope="col" className="r">
              Profit
            </th>
            <th scope="col">What a rebalance would do now</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={`${place.exchange} ${place.currency}`}>
              <td>{exchangeLabel(place.exchange)}</td>
              <td className="r">
                <ProfitLoss amount={place.profit} currency={place.currency} />
              </td>
              <td className="min-w-[18rem] whitespace-normal text-text-2">{planWords(place)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function planWords({ why, share, currency, lines }: PlaceProfitView): string {
  if (why !== null) return why;
  const best = lines.filter(({ received }) => received !== "0").map(({ name }) => name);
  return `${formatMoney(share, currency)} to each of ${best.join(", ")}.`;
}

type PastProps = {
  readonly past: readonly PastRebalanceView[];
  readonly onRevert: ((rebalanceId: string) => void) | null;
};

function Past({ past, onRevert }: PastProps) {
  return (
    <ul className={`${PANEL_BODY} grid gap-1 pt-2 text-small text-text-2`} aria-label="Rebalances">
      {past.map(({ id, wallAt, revertedAt, amounts }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-2">
          <Moment iso={wallAt} format="dayClock" />
          {amounts.map(({ venue, asset, amount }) => (
            <Figure key={`${venue} ${asset}`} full={`${amount} ${asset}`}>
              {formatMoney(amount, asset)} at {venue}
            </Figure>
          ))}
          {revertedAt ? (
            <span className="text-text-3">taken back</span>
          ) : onRevert ? (
            <Button onClick={() => onRevert(id)}>Take back…</Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
