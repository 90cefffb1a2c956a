"use client";
import { useQuery } from "@tanstack/react-query";
import { TrendingUp } from "lucide-react";
import type { ReturnView } from "@/server/portfolio/show-returns";
import { useLive } from "../live/live-provider";
import { useTRPC } from "../trpc/client";
import { formatPercent } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ProfitLoss } from "../ui/profit-loss";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { Worth } from "./worth";

const RATIO_DIGITS = 8;

/** What each currency earned, apart from what was put in and taken out. */
export function ReturnsPanel() {
  const trpc = useTRPC();
  const book = useLive((state) => state.view?.book);
  const { data } = useQuery(trpc.wallet.returns.queryOptions(book ? { book } : {}));
  if (!data) return <PanelLoading rows={3} label="Real profit" />;
  return (
    <Panel title="Real profit" asOf="current − initial − put in + taken out; currencies are never summed">
      {data.returns.length === 0 ? (
        <PanelEmpty icon={TrendingUp} title="Nothing to compare yet">
          A currency is here as soon as it was funded and its worth is known.
        </PanelEmpty>
      ) : (
        <ScrollBox label="Real profit, table">
          <Table>
            <thead>
              <tr>
                <th scope="col">Currency</th>
                <th scope="col" className="r">
                  Now
                </th>
                <th scope="col" className="r max-tablet:hidden">
                  Began with
                </th>
                <th scope="col" className="r max-tablet:hidden">
                  Put in
                </th>
                <th scope="col" className="r max-tablet:hidden">
                  Taken out
                </th>
                <th scope="col" className="r">
                  Profit
                </th>
                <th scope="col" className="r">
                  Time-weighted
                </th>
                <th scope="col" className="r">
                  Money-weighted
                </th>
              </tr>
            </thead>
            <tbody>
              {data.returns.map((one) => (
                <ReturnRow key={one.currency} one={one} />
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

const percent = (ratio: number | null) =>
  ratio === null ? "n/a" : formatPercent(ratio.toFixed(RATIO_DIGITS));

function ReturnRow({ one }: { readonly one: ReturnView }) {
  const { currency, equity, initial, injected, withdrawn, profit, timeWeighted, moneyWeighted } = one;
  return (
    <tr>
      <td>{currency}</td>
      <td className="r">
        <Worth amount={equity} currency={currency} />
      </td>
      <td className="r max-tablet:hidden">
        <Worth amount={initial} currency={currency} />
      </td>
      <td className="r max-tablet:hidden">
        <Worth amount={injected} currency={currency} />
      </td>
      <td className="r max-tablet:hidden">
        <Worth amount={withdrawn} currency={currency} />
      </td>
      <td className="r">
        <ProfitLoss amount={profit} currency={currency} />
      </td>
      <td className="r">{percent(timeWeighted)}</td>
      <td className="r">{percent(moneyWeighted)}</td>
    </tr>
  );
}
