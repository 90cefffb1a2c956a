"use client";
import { FlaskConical, GitCompareArrows, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import type { BacktestListItem } from "@/server/backtest/core/backtest-view";
import { ReadAt } from "../../live/read-state";
import { DataTable } from "../../table/data-table";
import { Button, buttonStyles } from "../../ui/button";
import { formatCount } from "../../ui/format-number";
import { zoneLabel } from "../../ui/format-time";
import { Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { useZone } from "../../ui/zone";
import { pickedInAddress } from "../shared/backtests-address";
import { useBacktests } from "../shared/use-backtests";
import { backtestColumns } from "./backtest-columns";

const idOf = (row: BacktestListItem) => row.id;
const COMPARED = 2;

// fetched when it is first opened
const DeleteDialog = dynamic(
  () => import("../shared/delete-dialog").then(({ DeleteDialog }) => DeleteDialog),
  { ssr: false },
);

type PanelProps = {
  /** opens the form; null while it stands open */
  readonly onNew: (() => void) | null;
};

/** Every backtest of the user, newest first: how it stands, what came out, and two of them side by side. */
export function BacktestsPanel({ onNew }: PanelProps) {
  const { backtests, readAt } = useBacktests();
  const [picked, setPicked] = useQueryState("picked", pickedInAddress);
  const [leaving, setLeaving] = useState<BacktestListItem | null>(null);
  const zone = useZone();
  const columns = useMemo(
    () => backtestColumns({ zone: zoneLabel(readAt, zone), onDelete: setLeaving }),
    [zone, readAt],
  );
  const picks = {
    picked,
    // the third one picked takes the place of the first
    onPick: (ids: readonly string[]) => void setPicked(ids.slice(-COMPARED)),
    canPick: (row: BacktestListItem) => row.status === "done",
    head: "Compare",
    label: (row: BacktestListItem) => `Compare ${row.title}`,
  };
  return (
    <Panel
      title="Backtests"
      asOf={
        backtests ? (
          <>
            {formatCount(backtests.length)} · <ReadAt readAt={readAt} />
          </>
        ) : (
          "loading"
        )
      }
      actions={
        <>
          <CompareLink picked={picked} />
          {onNew ? (
            <Button kind="primary" onClick={onNew}>
              <Plus size={14} aria-hidden="true" />
              New backtest
            </Button>
          ) : null}
        </>
      }
    >
      {backtests?.length === 0 ? (
        <NoBacktests />
      ) : (
        <DataTable label="Backtests" rows={backtests} columns={columns} idOf={idOf} picks={picks} />
      )}
      {leaving ? (
        <DeleteDialog
          backtest={leaving}
          onClose={() => setLeaving(null)}
          onDeleted={() => {
            void setPicked((known) => known.filter((id) => id !== leaving.id));
            setLeaving(null);
          }}
        />
      ) : null}
    </Panel>
  );
}

function CompareLink({ picked: [a, b] }: { readonly picked: readonly string[] }) {
  if (a === undefined || b === undefined) {
    return (
      <span className="text-micro text-text-3">
        {a === undefined ? "Tick two to compare" : "Tick one more"}
      </span>
    );
  }
  return (
    <Link className={buttonStyles()} href={`/backtests/compare?a=${a}&b=${b}`}>
      <GitCompareArrows size={14} aria-hidden="true" />
      Compare two
    </Link>
  );
}

const NoBacktests = () => (
  <PanelEmpty icon={FlaskConical} title="No backtests yet">
    Choose a market, a strategy and a period above, or fill the form from a bot, and start. The worker replays
    the candles of that period with fees and slippage, and the report appears here.
  </PanelEmpty>
);
