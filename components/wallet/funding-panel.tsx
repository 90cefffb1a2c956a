"use client";
import { useQuery } from "@tanstack/react-query";
import { PiggyBank } from "lucide-react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { FundingPlanView } from "@/server/portfolio/core/funding-view";
import { useLive } from "../live/live-provider";
import { useTRPC } from "../trpc/client";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { Worth } from "./worth";

const STATUS = {
  open: "to be done by hand",
  seen: "deposit seen",
  cancelled: "not needed any more",
} as const;

/** What exchanges lack for their targets, and what became of it. */
export function FundingPanel() {
  const trpc = useTRPC();
  const book = useLive((state) => state.view?.book);
  const { data } = useQuery(trpc.funding.plan.queryOptions(book ? { book } : {}));
  if (!data) return <PanelLoading rows={4} label="Funding plan" />;
  return (
    <Panel title="Funding plan" asOf="looked at once an hour; money is moved by hand, at the exchange">
      {data.plans.length === 0 ? (
        <PanelEmpty icon={PiggyBank} title="No exchange lacks money">
          When one has less than its bots should have, the amount stands here until the deposit is seen.
        </PanelEmpty>
      ) : (
        <ScrollBox label="Funding plan, table">
          <Table>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col" className="r">
                  Required
                </th>
                <th scope="col" className="r">
                  There
                </th>
                <th scope="col" className="r">
                  Missing
                </th>
                <th scope="col">Status</th>
                <th scope="col" className="max-tablet:hidden">
                  Since
                </th>
              </tr>
            </thead>
            <tbody>
              {data.plans.map((plan) => (
                <PlanRow key={plan.id} plan={plan} />
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

function PlanRow({ plan }: { readonly plan: FundingPlanView }) {
  const { from, to, asset, required, available, deficit, status, openedAt, endedAt } = plan;
  return (
    <tr className={status === "open" ? undefined : "text-text-3"}>
      <td>{from === "luno" ? exchangeLabel("luno") : "Outside"}</td>
      <td>{exchangeLabel(to)}</td>
      <td className="r">
        <Worth amount={required} currency={asset} />
      </td>
      <td className="r">
        <Worth amount={available} currency={asset} />
      </td>
      <td className="r">
        <Worth amount={deficit} currency={asset} />
      </td>
      <td className={status === "open" ? "text-warn" : undefined}>{STATUS[status]}</td>
      <td className="max-tablet:hidden">
        <Moment iso={endedAt ?? openedAt} format="dayClock" />
      </td>
    </tr>
  );
}
