"use client";
import { BellOff, CheckCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { AlertView } from "@/server/alerts/core/alert-view";
import { alertKinds, kindOf } from "@/server/alerts/core/kinds";
import { SEVERITIES } from "@/server/alerts/core/severity";
import { ReadAsOf } from "../live/as-of";
import { severityNames } from "../shared/severity-mark";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { zoneLabel } from "../ui/format-time";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { useZone } from "../ui/zone";
import { alertColumns } from "./alert-columns";
import { alertsAddress, shownStates } from "./alerts-address";
import { useAcknowledge } from "./use-acknowledge";
import { useAlerts } from "./use-alerts";

// fetched when it is first opened
const AlertDrawer = dynamic(() => import("./alert-drawer").then(({ AlertDrawer }) => AlertDrawer), {
  ssr: false,
});

const idOf = (row: AlertView) => row.alertId;
const STATES: { readonly [state in (typeof shownStates)[number]]: string } = {
  all: "All states",
  open: "Waiting",
  acknowledged: "Acknowledged",
  resolved: "Over",
};
const KINDS = alertKinds
  .map((value) => ({ value, label: kindOf(value).title }))
  .toSorted((one, other) => one.label.localeCompare(other.label));

/** What its owner should know, newest first, with why and what to do for the one that is open. */
export function AlertsPanel({ mayAct }: { readonly mayAct: boolean }) {
  const [filters, change] = useQueryStates(alertsAddress);
  const { alert: open } = filters;
  const onOpen = useCallback((alert: string | null) => void change({ alert }), [change]);
  const { alerts, more, toNewest, queryKey } = useAlerts(filters);
  const zone = useZone();
  const [newest] = alerts ?? [];
  const zoneName = newest ? zoneLabel(newest.lastAt, zone) : zone;
  const columns = useMemo(
    () => alertColumns({ zone: zoneName, selected: open, onOpen }),
    [zoneName, open, onOpen],
  );
  return (
    <Beside open={open !== null}>
      <Panel
        title="Alerts"
        asOf={
          <>
            newest first · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={<Tools filters={filters} change={change} mayAct={mayAct} alerts={alerts} />}
      >
        {alerts?.length === 0 ? (
          <NoAlerts
            filtered={filters.state !== "all" || filters.severity !== "low" || filters.kind !== null}
          />
        ) : (
          <DataTable
            label="Alerts"
            rows={alerts}
            columns={columns}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            more={more}
            toNewest={toNewest}
            fit="page"
          />
        )}
      </Panel>
      {open ? (
        <AlertDrawer
          alertId={open}
          mayAct={mayAct}
          order={(alerts ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </Beside>
  );
}

type States = ReturnType<typeof useQueryStates<typeof alertsAddress>>;
type ToolsProps = {
  readonly filters: States[0];
  readonly change: States[1];
  readonly mayAct: boolean;
  readonly alerts: readonly AlertView[] | null;
};

function Tools({ filters, change, mayAct, alerts }: ToolsProps) {
  const { acknowledgeAll, isPending } = useAcknowledge();
  const waits = alerts?.some(({ state }) => state === "open") ?? false;
  return (
    <Filters>
      <Choice
        bare
        label="In state"
        options={shownStates.map((value) => ({ value, label: STATES[value] }))}
        value={filters.state}
        onChange={(value) => void change({ state: shownStates.find((each) => each === value) ?? "all" })}
      />
      <Choice
        bare
        label="Severity at least"
        options={SEVERITIES.map((value) => ({
          value,
          label:
            value === "low"
              ? "Any severity"
              : `${severityNames[value]}${value === "critical" ? "" : " or worse"}`,
        }))}
        value={filters.severity}
        onChange={(value) => void change({ severity: SEVERITIES.find((each) => each === value) ?? "low" })}
      />
      <Choice
        bare
        label="Of kind"
        options={[{ value: "all", label: "All kinds" }, ...KINDS]}
        value={filters.kind ?? "all"}
        onChange={(value) => void change({ kind: alertKinds.find((each) => each === value) ?? null })}
      />
      {mayAct ? (
        <Button size="small" disabled={!waits || isPending} onClick={acknowledgeAll}>
          <CheckCheck size={13} aria-hidden="true" />
          {isPending ? "Acknowledging" : "Acknowledge all"}
        </Button>
      ) : null}
    </Filters>
  );
}

function NoAlerts({ filtered }: { readonly filtered: boolean }) {
  return (
    <PanelEmpty icon={BellOff} title={filtered ? "No alert matches" : "No alerts"}>
      What needs you stands here with why it fired and what to do: halts, stops that an exchange refuses, keys
      that ended, prices that stand still. Under Alert channels it can be sent to you as well.
    </PanelEmpty>
  );
}
