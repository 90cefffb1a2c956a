"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Sprout } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { BirthView, SpawnPlanView } from "@/server/fleet/core/spawn-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { newRunId } from "../commands/new-run-id";
import { ReadAsOf } from "../live/as-of";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { formatCount, formatMoney } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Segmented } from "../ui/segmented";
import { Table } from "../ui/table";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

const COUNTS = [
  { value: "most", label: "as many as today allows" },
  { value: "1", label: "1" },
  { value: "5", label: "5" },
  { value: "10", label: "10" },
] as const;
type Count = (typeof COUNTS)[number]["value"];

const toInput = (count: Count) => (count === "most" ? {} : { count: Number(count) });

/** Which bots would be born of the templates now, or why none; and the act. */
export function SpawnPanel() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [count, setCount] = useState<Count>("most");
  const [asking, setAsking] = useState(false);
  const options = trpc.bots.spawnPlan.queryOptions(toInput(count), { placeholderData: keepPreviousData });
  const { data: plan } = useQuery(options);
  return (
    <Panel
      title="Grow the fleet"
      asOf={
        <>
          {plan ? `${standing(plan)} · ` : null}
          <ReadAsOf queryKey={options.queryKey} />
        </>
      }
      actions={
        plan && plan.births.length > 0 ? (
          <Button size="small" onClick={() => setAsking(true)}>
            <Sprout size={12} aria-hidden="true" />
            Spawn {plan.births.length}…
          </Button>
        ) : null
      }
    >
      <div className="flex-none px-(--pad-panel) pb-2">
        <Segmented label="How many" options={COUNTS} value={count} onChange={setCount} />
      </div>
      {plan ? <Plan plan={plan} /> : <PanelLoading rows={3} label="Grow the fleet" />}
      {asking ? (
        <AskDialog
          title="Spawn bots"
          description="Each is made from a template, with an equal share of the book's money."
          done="They are born."
          act="bots.spawn"
          ask={() => client.bots.spawn.mutate({ runId: newRunId(), input: toInput(count) })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Panel>
  );
}

const standing = ({ bots, target, bornToday, perDay }: SpawnPlanView): string =>
  `${formatCount(bots)} of ${formatCount(target)} bots, ${formatCount(bornToday)} of ${formatCount(perDay)} born today`;

function Plan({ plan: { births, refusal } }: { readonly plan: SpawnPlanView }) {
  if (births.length === 0)
    return (
      <PanelEmpty icon={Sprout} title="None would be born">
        {refusal ?? "The fleet is as large as it may be today."}
      </PanelEmpty>
    );
  return (
    <>
      <ScrollBox label="Bots that would be born, table">
        <Table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Market</th>
              <th scope="col" className="max-tablet:hidden">
                Template
              </th>
              <th scope="col" className="max-tablet:hidden">
                Risk
              </th>
              <th scope="col" className="r">
                Capital
              </th>
            </tr>
          </thead>
          <tbody>
            {births.map((birth) => (
              <BirthRow key={birth.name} birth={birth} />
            ))}
          </tbody>
        </Table>
      </ScrollBox>
      {refusal === null ? null : <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>{refusal}</p>}
    </>
  );
}

function BirthRow({ birth }: { readonly birth: BirthView }) {
  const { name, symbol, exchange, template, timeframe, riskMode, capital, asset } = birth;
  return (
    <tr>
      <td>{name}</td>
      <td>
        {symbol} {exchangeLabel(exchange)}
      </td>
      <td className="max-tablet:hidden">
        {template}, {timeframe}
      </td>
      <td className="max-tablet:hidden">{riskMode}</td>
      <td className="r">{formatMoney(capital, asset)}</td>
    </tr>
  );
}
