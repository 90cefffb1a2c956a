"use client";
import { useQuery } from "@tanstack/react-query";
import { GitFork } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { DecisionView } from "@/server/decisions/core/decision-view";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { BotFilter } from "../shared/bot-filter";
import { reasonWords } from "../shared/reason-words";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { toQueryText } from "../ui/to-query-text";
import { decisionColumns } from "./decision-columns";
import { decisionsAddress } from "./decisions-address";
import { ACTIONS, type DecisionFilters, toDecisionQuery, useDecisions } from "./use-decisions";

// fetched when it is first opened
const DecisionDrawer = dynamic(
  () => import("./decision-drawer").then(({ DecisionDrawer }) => DecisionDrawer),
  { ssr: false },
);

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
  const onOpen = (decision: string | null) => void change({ decision });
  return (
    <Beside open={open !== null && !ofBot}>
      <Panel
        title="Decisions"
        asOf={
          <>
            {total === null ? "loading" : `${countWords(total)} rows`} · every cycle, acted or skipped; old
            skips day by day · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={
          <Filters>
            <DecisionFilter ofBot={ofBot} filters={filters} change={change} />
            <TableTools
              columns={columns}
              hidden={address.hidden}
              onHide={address.onHide}
              csv={`/api/export/decisions.csv${toQueryText(toDecisionQuery(filters))}`}
            />
          </Filters>
        }
      >
        {decisions?.length === 0 ? (
          <NoDecisions filters={ofBot ? { ...filters, botId: null } : filters} />
        ) : (
          <DataTable
            label="Decisions"
            rows={decisions}
            columns={columns}
            hidden={address.hidden}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            sort={address.sort}
            onSort={address.onSort}
            more={more}
            toNewest={toNewest}
            total={total}
            fit={ofBot ? "panel" : "page"}
          />
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
    </Beside>
  );
}

/** What the address says of the table: what is open, narrowed, sorted and hidden. */
function useDecisionTable(ofBot: string | undefined) {
  const [{ decision: open, bot, did, reason }, change] = useQueryStates(decisionsAddress);
  const zone = useMarketZone();
  const columns = useMemo(
    () =>
      decisionColumns({
        zone,
        ofOneBot: ofBot !== undefined,
        selected: open,
        onOpen: (decision) => void change({ decision }),
      }),
    [zone, ofBot, open, change],
  );
  const address = useTableAddress({ columns, standard: NEWEST, prefix: ofBot ? "decisions-" : "" });
  const filters: DecisionFilters = {
    botId: ofBot ?? bot,
    action: did,
    reasonCode: reason,
    order: address.sort.descending ? "newest" : "oldest",
  };
  return { change, open, columns, address, filters };
}

type FilterProps = DecisionsPanelProps & {
  readonly filters: DecisionFilters;
  readonly change: ReturnType<typeof useQueryStates<typeof decisionsAddress>>[1];
};

function DecisionFilter({ ofBot, filters, change }: FilterProps) {
  return (
    <>
      <Segmented
        label="Which decisions"
        options={ACTIONS}
        value={filters.action}
        onChange={(did) => void change({ did })}
      />
      {ofBot ? null : (
        <BotFilter botId={filters.botId} label="Decisions of" onChange={(bot) => void change({ bot })} />
      )}
      <ReasonFilter reasonCode={filters.reasonCode} onChange={(reason) => void change({ reason })} />
    </>
  );
}

/** None yet, or none that match. */
function NoDecisions({ filters }: { readonly filters: DecisionFilters }) {
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
