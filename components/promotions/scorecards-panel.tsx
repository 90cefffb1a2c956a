"use client";
import { useQuery } from "@tanstack/react-query";
import { GraduationCap } from "lucide-react";
import type { ScorecardView } from "@/server/promotion/list-scorecards";
import { ReadAsOf } from "../live/as-of";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Filters } from "../ui/filters";
import { formatCount } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { scorecardColumns } from "./scorecard-columns";

const STRONGEST = { by: "evidence", descending: true } as const;
const idOf = ({ botId }: ScorecardView) => botId;

/** How far each bot in training is from promotion. */
export function ScorecardsPanel() {
  const trpc = useTRPC();
  const options = trpc.promotions.scorecards.queryOptions({});
  const { data } = useQuery(options);
  const address = useTableAddress({ columns: scorecardColumns, standard: STRONGEST });
  const bots = data?.bots ?? null;
  return (
    <Panel
      title="Scorecards"
      asOf={
        <>
          paper trades of the present version, record of seven days · <ReadAsOf queryKey={options.queryKey} />
        </>
      }
      actions={
        <Filters>
          <TableTools columns={scorecardColumns} hidden={address.hidden} onHide={address.onHide} />
        </Filters>
      }
    >
      {bots?.length === 0 ? (
        <PanelEmpty icon={GraduationCap} title="No bot is in training">
          A bot on paper money is judged here against what it must show before it may trade real money.
        </PanelEmpty>
      ) : (
        <>
          <DataTable
            label="Scorecards"
            rows={bots}
            columns={scorecardColumns}
            hidden={address.hidden}
            idOf={idOf}
            sort={address.sort}
            onSort={address.onSort}
            fit="panel"
          />
          {data ? <Legend bots={data.bots} standOut={data.standOut} /> : null}
        </>
      )}
    </Panel>
  );
}

type LegendProps = { readonly bots: readonly ScorecardView[]; readonly standOut: number };

function Legend({ bots, standOut }: LegendProps) {
  const ready = bots.filter(({ passed }) => passed).length;
  return (
    <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>
      {formatCount(ready)} of {formatCount(bots.length)} pass every gate. Looked at together,{" "}
      {formatCount(standOut)} stand out where at most one in ten may be luck. The evidence W begins at 1 and
      reaches 20 for one in twenty bots at most that earn nothing, however often it is looked at.
    </p>
  );
}
