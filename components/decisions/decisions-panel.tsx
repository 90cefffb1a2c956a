"use client";
import { useQuery } from "@tanstack/react-query";
import { GitFork } from "lucide-react";
import { useMemo } from "react";
import type { DecisionView } from "@/server/decisions/core/decision-view";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { BotFilter } from "../shared/bot-filter";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { toQueryText } from "../ui/to-query-text";
import { useAddress } from "../ui/use-address";
import { decisionColumns } from "./decision-columns";
import { DecisionDrawer } from "./decision-drawer";
import { reasonWords } from "./reason-words";
import { ACTIONS, type DecisionFilters, readAction, toDecisionQuery, useDecisions } from "./use-decisions";

const NEWEST = { by: "at", descending: true } as const;
const idOf = (row: DecisionView) => row.decisionId;

type DecisionsPanelProps = {
  /** the page is one bot's: its id; its table stands among other panels */
  readonly ofBot?: string;
};

/** Every cycle of every bot, or of one, acted or skipped, newest first; with the whole of the one that is open. */
export function DecisionsPanel({ ofBot }: DecisionsPanelProps) {
  const { change, open, columns, address, filters } = useDecisionTable(ofBot);
  const { decisions, total, more, toNewest, queryKey } = useDecisions(filters);
  const onOpen = (decision: string | null) => change({ decision });
  return (
    <div className={open && !ofBot ? "beside" : undefined}>
      <Panel
        title="Decisions"
        asOf={
          <>
            {total === null ? "loading" : `${countWords(total)} rows`} · every cycle, acted or skipped; old
            skips day by day · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={
          <div className="filters">
            <DecisionFilter ofBot={ofBot} filters={filters} change={change} />
            <TableTools
              columns={columns}
              hidden={address.hidden}
              onHide={address.onHide}
              csv={`/api/export/decisions.csv${toQueryText(toDecisionQuery(filters))}`}
            />
          </div>
        }
      >
        {decisions?.length ? (
          <DataTable
            label="Decisions"
            rows={decisions}
            columns={address.shown}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            sort={address.sort}
            onSort={address.onSort}
            more={more}
            toNewest={toNewest}
            total={total}
            fit={ofBot ? "panel" : "room"}
          />
        ) : (
          <NoDecisions loading={decisions === null} filters={ofBot ? { ...filters, botId: null } : filters} />
        )}
      </Panel>
      {open ? (
        <DecisionDrawer
          decisionId={open}
          order={(decisions ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </div>
  );
}

/** What the address says of the table: what is open, narrowed, sorted and hidden. */
function useDecisionTable(ofBot: string | undefined) {
  const { params, change } = useAddress();
  const open = params.get("decision");
  const zone = useMarketZone();
  const columns = useMemo(
    () =>
      decisionColumns({
        zone,
        ofOneBot: ofBot !== undefined,
        selected: open,
        onOpen: (decision) => change({ decision }),
      }),
    [zone, ofBot, open, change],
  );
  const address = useTableAddress({ columns, standard: NEWEST, prefix: ofBot ? "decisions-" : "" });
  const filters: DecisionFilters = {
    botId: ofBot ?? params.get("bot"),
    action: readAction(params.get("did")),
    reasonCode: params.get("reason"),
    order: address.sort.descending ? "newest" : "oldest",
  };
  return { change, open, columns, address, filters };
}

type FilterProps = DecisionsPanelProps & {
  readonly filters: DecisionFilters;
  readonly change: (part: { readonly [key: string]: string | null }) => void;
};

function DecisionFilter({ ofBot, filters, change }: FilterProps) {
  return (
    <>
      <Segmented
        label="Which decisions"
        options={ACTIONS}
        value={filters.action}
        onChange={(did) => change({ did: did === "all" ? null : did })}
      />
      {ofBot ? null : (
        <BotFilter botId={filters.botId} label="Decisions of" onChange={(bot) => change({ bot })} />
      )}
      <ReasonFilter reasonCode={filters.reasonCode} onChange={(reason) => change({ reason })} />
    </>
  );
}

type NoDecisionsProps = { readonly loading: boolean; readonly filters: DecisionFilters };

/** None yet, none that match, or still on their way. */
function NoDecisions({ loading, filters }: NoDecisionsProps) {
  if (loading) return <PanelLoading rows={9} label="Decisions" />;
  const filtered = filters.botId !== null || filters.action !== "all" || filters.reasonCode !== null;
  return (
    <PanelEmpty icon={GitFork} title={filtered ? "No decision matches" : "No decisions yet"}>
      {filtered
        ? "Show all bots, actions and reasons to see the others."
        : "Every bot decides at the close of each of its candles and writes down why, also when it does nothing."}
    </PanelEmpty>
  );
}

const COUNTED_TO = 10_000;
const countWords = (total: number): string =>
  total >= COUNTED_TO ? `${formatCount(COUNTED_TO)} and more` : formatCount(total);

const ANY = "any";

type ReasonFilterProps = {
  readonly reasonCode: string | null;
  readonly onChange: (reasonCode: string | null) => void;
};

function ReasonFilter({ reasonCode, onChange }: ReasonFilterProps) {
  const trpc = useTRPC();
  const { data: reasons = [] } = useQuery(trpc.decisions.reasons.queryOptions());
  const known = reasons.map((reason) => ({
    value: reason.reasonCode,
    label: reasonWords(reason.reasonCode),
  }));
  const missing = reasonCode !== null && !known.some(({ value }) => value === reasonCode);
  return (
    <Choice
      bare
      label="Reason"
      options={[
        { value: ANY, label: "Any reason" },
        ...known,
        ...(missing ? [{ value: reasonCode, label: reasonWords(reasonCode) }] : []),
      ]}
      value={reasonCode ?? ANY}
      onChange={(value) => onChange(value === ANY ? null : value)}
    />
  );
}
