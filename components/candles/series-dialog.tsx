"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client";
import { formatCount } from "../ui/format-number";
import { formatFull } from "../ui/format-time";
import { Modal } from "../ui/modal";
import { PanelLoading } from "../ui/panel-state";
import { HINT } from "../ui/text";

/** One series with what was noticed and its gaps. */
export function SeriesDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.candles.show.queryOptions({ seriesId: id }));
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={data?.series.name ?? "Stored candles"}
      description={
        data
          ? `Backtests in the terminal take it by this name: backtest --candles ${data.series.name}`
          : "loading"
      }
    >
      {data ? (
        <div className="grid max-h-100 gap-2 overflow-y-auto text-small">
          {data.series.notes.map((words) => (
            <p key={words}>{words}</p>
          ))}
          <p>
            {data.gapsInAll === 0
              ? "No candle is missing in between."
              : `${formatCount(data.series.missing)} candles are missing in ${formatCount(data.gapsInAll)} gaps. Nothing was filled in.`}
          </p>
          <ul className="grid gap-1">
            {data.gaps.map(({ at, missing }) => (
              <li key={at}>
                {formatCount(missing)} from {formatFull(at, "UTC")} on
              </li>
            ))}
          </ul>
          {data.gaps.length < data.gapsInAll ? (
            <p className={HINT}>The first {formatCount(data.gaps.length)} gaps are shown.</p>
          ) : null}
        </div>
      ) : (
        <PanelLoading rows={3} label="Stored candles" />
      )}
    </Modal>
  );
}
