"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { DetectionView } from "@/server/bodyguard/core/bodyguard-view";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { BotFilter } from "../shared/bot-filter";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { Filters } from "../ui/filters";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { bodyguardAddress } from "./bodyguard-address";
import { detectionColumns } from "./detection-columns";
import { detectionsQuery } from "./detections-query";

// fetched when it is first opened
const DetectionDrawer = dynamic(
  () => import("./detection-drawer").then(({ DetectionDrawer }) => DetectionDrawer),
  { ssr: false },
);

const NEWEST = { by: "at", descending: true } as const;
const SHOWN = [
  { value: "all", label: "All" },
  { value: "confirmed", label: "Confirmed" },
] as const;
const idOf = ({ detectionId }: DetectionView) => detectionId;

/** What was found, newest first, with the evidence of the one that is open. */
export function DetectionsPanel({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const zone = useMarketZone();
  const [{ bot: botId, show, detection: open }, change] = useQueryStates(bodyguardAddress);
  const onOpen = useCallback((detection: string | null) => void change({ detection }), [change]);
  const columns = useMemo(() => detectionColumns({ zone, selected: open, onOpen }), [zone, open, onOpen]);
  const address = useTableAddress({ columns, standard: NEWEST });
  const options = trpc.bodyguard.detections.infiniteQueryOptions(detectionsQuery({ botId, show }), {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const found = useInfiniteQuery({ ...options, placeholderData: keepPreviousData });
  const toNewest = useToNewest(options.queryKey, found.data);
  const { fetchNextPage } = found;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.detections) ?? null, [found.data]);
  return (
    <Beside open={open !== null}>
      <Panel
        title="Detections"
        asOf={
          <>
            every book, newest first · <ReadAsOf queryKey={options.queryKey} />
          </>
        }
        actions={
          <Filters>
            <Segmented
              label="Which detections"
              options={SHOWN}
              value={show}
              onChange={(value) => void change({ show: value })}
            />
            <BotFilter botId={botId} label="Detections of" onChange={(bot) => void change({ bot })} />
            <TableTools columns={columns} hidden={address.hidden} onHide={address.onHide} />
          </Filters>
        }
      >
        {rows?.length === 0 ? (
          <PanelEmpty
            icon={ShieldCheck}
            title={botId === null && show === "all" ? "Nothing was found yet" : "No detection matches"}
          >
            What breaks a threshold stands here with the figures it was worked out from, what was done and
            what came of it.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Detections"
            rows={rows}
            columns={columns}
            hidden={address.hidden}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            more={found.hasNextPage ? { load, loading: found.isFetchingNextPage } : null}
            toNewest={toNewest}
            fit="page"
          />
        )}
      </Panel>
      {open ? (
        <DetectionDrawer
          detectionId={open}
          order={(rows ?? []).map(idOf)}
          isOwner={isOwner}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </Beside>
  );
}
