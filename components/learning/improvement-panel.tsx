"use client";
import { useQuery } from "@tanstack/react-query";
import { Sprout } from "lucide-react";
import type { LearningView, LearningWeek } from "@/server/learning/show-learning";
import { ReadAsOf } from "../live/as-of";
import { NOT_KNOWN } from "../shared/execution-figures";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { formatCount, formatScore } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";

const percent = (fraction: number | null): string =>
  fraction === null ? NOT_KNOWN : `${formatScore((fraction * 100).toFixed(6))} %`;

const side = (of: "changed" | "control", label: string): readonly Column<LearningWeek>[] => [
  {
    id: `${of}-mean`,
    label: `${label}, mean of a trade`,
    head: label,
    right: true,
    phone: true,
    sorts: (week) => week[of].mean,
    cell: (week) => percent(week[of].mean),
  },
  {
    id: `${of}-trades`,
    label: `${label}, trades`,
    head: "Trades",
    right: true,
    sorts: (week) => week[of].trades,
    cell: (week) => formatCount(week[of].trades),
  },
];

const weekColumns: readonly Column<LearningWeek>[] = [
  {
    id: "week",
    label: "Week from",
    phone: true,
    fixed: true,
    sorts: (week) => week.from,
    cell: (week) => <Moment iso={week.from} format="dayClock" />,
  },
  ...side("changed", "Changed"),
  ...side("control", "Control"),
];
const idOf = ({ from }: LearningWeek) => from;

/** Whether bots that learned do better than those that are never changed, over time. */
export function ImprovementPanel() {
  const trpc = useTRPC();
  const options = trpc.learning.show.queryOptions({});
  const { data } = useQuery(options);
  return (
    <Panel
      title="Improvement"
      asOf={
        <>
          net return of a trade since the first change, beside the control group ·{" "}
          <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      {data ? <Told view={data} /> : <PanelLoading rows={3} label="Improvement" />}
    </Panel>
  );
}

function Told({ view }: { readonly view: LearningView }) {
  return (
    <>
      <p className={PANEL_BODY}>{verdictWords(view)}</p>
      {view.weeks.length === 0 ? (
        <PanelEmpty icon={Sprout} title="Nothing was changed yet">
          After a bot's first change its trades are held here against those of the control group, week by
          week.
        </PanelEmpty>
      ) : (
        <DataTable label="Weeks" rows={view.weeks} columns={weekColumns} idOf={idOf} fit="panel" />
      )}
      <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>
        {view.control.length === 0
          ? "No bot in training belongs to the control group now."
          : `Never changed: ${view.control.map(({ name }) => name).join(", ")}.`}{" "}
        Autopilot is {view.autopilot ? "on: changes that hold are adopted" : "off: changes are proposed only"}
        .
      </p>
    </>
  );
}

function verdictWords({ improvement: { verdict, difference, changed, control } }: LearningView): string {
  if (verdict === "too_few" || !difference)
    return `Too few trades to tell: ${formatCount(changed.trades)} of changed bots, ${formatCount(control.trades)} of the control group; ten of each are needed.`;
  const found = `${percent(difference.mean)} a trade against the control group, between ${percent(difference.low)} and ${percent(difference.high)} with 95 %`;
  if (verdict === "better") return `Changed bots do better: ${found}.`;
  if (verdict === "worse") return `Changed bots do worse: ${found}.`;
  return `Not shown that changed bots do better: ${found}.`;
}
