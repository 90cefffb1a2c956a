"use client";
import { Eye, MailOpen } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { REPORT_KINDS, type ReportKind } from "@/server/reports/core/report-kinds";
import type { ReportView } from "@/server/reports/core/report-view";
import { ReadAsOf } from "../live/as-of";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { zoneLabel } from "../ui/format-time";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { useZone } from "../ui/zone";
import { reportColumns } from "./report-columns";
import { reportKindNames } from "./report-words";
import { reportsAddress } from "./reports-address";
import { SendReportButton } from "./send-report-button";
import { useReports } from "./use-reports";

// fetched when they are first opened
const ReportDrawer = dynamic(() => import("./report-drawer").then(({ ReportDrawer }) => ReportDrawer), {
  ssr: false,
});
const ReportPreview = dynamic(() => import("./report-preview").then(({ ReportPreview }) => ReportPreview), {
  ssr: false,
});

const idOf = (row: ReportView) => row.reportId;

/** The archive of reports, newest first; the newest can be looked at before it is made, and mailed by hand. */
export function ReportsPanel({ isOwner }: { readonly isOwner: boolean }) {
  const [{ kind, report: open }, change] = useQueryStates(reportsAddress);
  const onOpen = useCallback((report: string | null) => void change({ report }), [change]);
  const { reports, more, toNewest, queryKey } = useReports(kind);
  const zone = useZone();
  const [newest] = reports ?? [];
  const zoneName = newest ? zoneLabel(newest.madeAt, zone) : zone;
  const columns = useMemo(
    () => reportColumns({ zone: zoneName, selected: open, onOpen }),
    [zoneName, open, onOpen],
  );
  return (
    <Beside open={open !== null}>
      <Panel
        title="Reports"
        asOf={
          <>
            newest first · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={<Tools kind={kind} onKind={(next) => void change({ kind: next })} isOwner={isOwner} />}
      >
        {reports?.length === 0 ? (
          <PanelEmpty icon={MailOpen} title={kind ? `No ${kind} report` : "No reports yet"}>
            Every morning a report of each book with bots is made about the day before, on Mondays about the
            week, on the first about the month. It stands here, and is mailed by the channels of e-mail.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Reports"
            rows={reports}
            columns={columns}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            more={more}
            toNewest={toNewest}
          />
        )}
      </Panel>
      {open ? (
        <ReportDrawer
          reportId={open}
          order={(reports ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </Beside>
  );
}

type ToolsProps = {
  readonly kind: ReportKind | null;
  readonly onKind: (kind: ReportKind | null) => void;
  readonly isOwner: boolean;
};

function Tools({ kind, onKind, isOwner }: ToolsProps) {
  const [previews, setPreviews] = useState(false);
  const meant = kind ?? "daily";
  return (
    <Filters>
      <Choice
        bare
        label="Of kind"
        options={[
          { value: "all", label: "All kinds" },
          ...REPORT_KINDS.map((value) => ({ value, label: reportKindNames[value] })),
        ]}
        value={kind ?? "all"}
        onChange={(value) => onKind(REPORT_KINDS.find((each) => each === value) ?? null)}
      />
      <Button size="small" onClick={() => setPreviews(true)}>
        <Eye size={13} aria-hidden="true" />
        Preview
      </Button>
      {isOwner ? <SendReportButton kind={meant} /> : null}
      {previews ? <ReportPreview kind={meant} onClose={() => setPreviews(false)} /> : null}
    </Filters>
  );
}
