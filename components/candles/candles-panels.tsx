"use client";
import { useQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import { useState } from "react";
import type { SeriesView } from "@/server/candles/core/series-view";
import { ReadAt } from "../live/read-state";
import { useTRPC } from "../trpc/client";
import { cn } from "../ui/cn";
import { formatCount } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelBoundary } from "../ui/panel-boundary";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { HINT } from "../ui/text";
import { DownloadForm } from "./download-form";
import { SeriesDialog } from "./series-dialog";
import { SeriesTable } from "./series-table";
import { sizeText } from "./series-words";

/** Events say when something changed; while a download is under way it is read again besides, should the line be lost. */
const READ_AGAIN_MS = 2_000;
const isOpen = ({ status }: SeriesView) => status === "queued" || status === "running";

/** The candles kept for research, and the form that downloads more. */
export function CandlesPanels() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <PanelBoundary name="Download candles">
        <DownloadForm />
      </PanelBoundary>
      <PanelBoundary name="Stored candles">
        <StoredPanel />
      </PanelBoundary>
    </div>
  );
}

function StoredPanel() {
  const trpc = useTRPC();
  const [looked, setLooked] = useState<string | null>(null);
  const { data, dataUpdatedAt } = useQuery({
    ...trpc.candles.list.queryOptions({}),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? READ_AGAIN_MS : false),
  });
  if (!data) {
    return (
      <Panel title="Stored candles" asOf="loading">
        <PanelLoading rows={4} label="Stored candles" />
      </Panel>
    );
  }
  const { items, bytes, bytesMax, policy } = data;
  return (
    <Panel
      title="Stored candles"
      asOf={
        <>
          {formatCount(items.length)} series · {sizeText(bytes)} of {sizeText(bytesMax)} ·{" "}
          <ReadAt readAt={dataUpdatedAt} />
        </>
      }
    >
      {items.length === 0 ? (
        <PanelEmpty icon={Database} title="No candles are stored yet">
          Download a market above, or keep a file of your own in the terminal: npm run cli -- candles import
          FILE.
        </PanelEmpty>
      ) : (
        <SeriesTable items={items} onLook={setLooked} />
      )}
      <p className={cn(PANEL_BODY, HINT, "flex-none pt-2")}>{policy}</p>
      {looked === null ? null : <SeriesDialog id={looked} onClose={() => setLooked(null)} />}
    </Panel>
  );
}
