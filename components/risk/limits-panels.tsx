"use client";
import { useQuery } from "@tanstack/react-query";
import { Gauge, ShieldCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { BOOKS } from "@/server/kernel/book";
import type { LimitLine } from "@/server/limits/core/limit-line";
import { ReadAsOf } from "../live/as-of";
import { useLive } from "../live/live-provider";
import { bookNames } from "../shared/book-names";
import type { LimitToSet } from "../shared/set-limit-dialog";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { limitColumns } from "./limit-columns";
import { LimitGauge } from "./limit-gauge";
import { groupNames, limitFigure } from "./limit-words";
import { riskAddress } from "./risk-address";

// fetched when it is first opened
const SetLimitDialog = dynamic(
  () => import("../shared/set-limit-dialog").then(({ SetLimitDialog }) => SetLimitDialog),
  { ssr: false },
);

const READ_AGAIN_MS = 10_000;
const GAUGES_MOST = 6;
const MOST_USED = { by: "share", descending: true } as const;
const idOf = ({ id }: LimitLine) => id;

/** What binds first, and every limit there is with its present use. */
export function LimitsPanels({ mayChange }: { readonly mayChange: boolean }) {
  const trpc = useTRPC();
  const shown = useLive((state) => state.view?.book ?? null);
  const [{ book: asked, group }, change] = useQueryStates(riskAddress);
  const book = asked ?? shown ?? "paper";
  const options = trpc.limits.show.queryOptions({ book });
  const { data } = useQuery({ ...options, refetchInterval: READ_AGAIN_MS });
  const [changing, setChanging] = useState<LimitLine | null>(null);
  const columns = useMemo(
    (): readonly Column<LimitLine>[] =>
      mayChange ? [...limitColumns, changeColumn(setChanging)] : limitColumns,
    [mayChange],
  );
  const address = useTableAddress({ columns, standard: MOST_USED });
  const lines = data?.lines ?? null;
  const rows = useMemo(
    () => lines?.filter((line) => group === "all" || line.group === group) ?? null,
    [lines, group],
  );
  return (
    <>
      <Panel
        title="What binds first"
        asOf={
          <>
            {bookNames[book]} book, used of each limit · <ReadAsOf queryKey={options.queryKey} />
          </>
        }
      >
        {lines === null ? <PanelLoading rows={2} label="What binds first" /> : <Gauges lines={lines} />}
      </Panel>
      <Panel
        title="Limits"
        asOf={
          lines === null ? "loading" : `${rows?.length ?? 0} of ${lines.length} · exits are never limited`
        }
        actions={
          <Filters>
            <Choice
              bare
              label="Which book"
              options={BOOKS.map((value) => ({ value, label: bookNames[value] }))}
              value={book}
              onChange={(value) => void change({ book: BOOKS.find((each) => each === value) ?? null })}
            />
            <Choice
              bare
              label="Which limits"
              options={[
                { value: "all", label: "All limits" },
                ...Object.entries(groupNames).map(([value, label]) => ({ value, label })),
              ]}
              value={group}
              onChange={(value) => void change({ group: value as typeof group })}
            />
            <TableTools columns={columns} hidden={address.hidden} onHide={address.onHide} />
          </Filters>
        }
      >
        {rows?.length === 0 ? (
          <PanelEmpty icon={Gauge} title="Nothing of that kind is used">
            Coins and exchanges stand here once something lies in them.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Limits"
            rows={rows}
            columns={columns}
            hidden={address.hidden}
            idOf={idOf}
            sort={address.sort}
            onSort={address.onSort}
            fit="panel"
          />
        )}
      </Panel>
      {changing?.setting ? (
        <SetLimitDialog limit={toSet(changing, changing.setting)} onClose={() => setChanging(null)} />
      ) : null}
    </>
  );
}

const toSet = (line: LimitLine, setting: string): LimitToSet => ({
  setting,
  title: `${line.words}, ${line.of}`,
  now: limitFigure(line.most, line.unit),
  does: line.does,
  hint: setting.endsWith("gapMs")
    ? "in milliseconds"
    : line.unit === "ratio"
      ? "for example 4 %"
      : "a whole number",
});

function Gauges({ lines }: { readonly lines: readonly LimitLine[] }) {
  const told = lines
    .filter(({ id, group, share, state }) => {
      // how many bots there are, and what waits a moment, is no danger
      const isRisk = group !== "pace" && !id.startsWith("bots ");
      return isRisk && (share !== null || state === "reached");
    })
    .slice(0, GAUGES_MOST);
  if (told.length === 0)
    return (
      <PanelEmpty icon={ShieldCheck} title="Nothing is used yet">
        Losses, coins and entries are measured here as soon as bots trade.
      </PanelEmpty>
    );
  return (
    <div className={PANEL_BODY}>
      <ul className="grid pt-1 grid-cols-[repeat(auto-fill,minmax(min(100%,260px),1fr))] gap-x-5 gap-y-3">
        {told.map((line) => (
          <LimitGauge key={line.id} line={line} />
        ))}
      </ul>
    </div>
  );
}

const changeColumn = (onChange: (line: LimitLine) => void): Column<LimitLine> => ({
  id: "change",
  label: "Change",
  head: <span className="sr-only">Change</span>,
  right: true,
  fixed: true,
  cell: (line) =>
    line.setting ? (
      <Button size="small" kind="ghost" onClick={() => onChange(line)}>
        Change…<span className="sr-only"> {`${line.words}, ${line.of}`}</span>
      </Button>
    ) : null,
});
