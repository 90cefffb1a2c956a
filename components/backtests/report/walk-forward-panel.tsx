"use client";
import { useMemo } from "react";
import type { WalkForwardReport, WalkForwardWindow } from "@/server/backtest/core/backtest-view";
import { paramsText } from "../../strategies/param-label";
import type { Column } from "../../table/column";
import { DataTable } from "../../table/data-table";
import { negative } from "../../ui/decimal-text";
import { formatCount, formatPercent } from "../../ui/format-number";
import { formatDay } from "../../ui/format-time";
import { Panel } from "../../ui/panel";
import { ReturnRatio } from "../../ui/profit-loss";
import { useZone } from "../../ui/zone";
import { Explained } from "../shared/explained";
import { MODES, objectiveWords } from "../shared/words";
import { objectiveText } from "./objective-text";

const idOf = (window: WalkForwardWindow) => String(window.number);

/** Window by window: what was fitted, what it then did on candles the fit had not seen. */
export function WalkForwardPanel({ report }: { readonly report: WalkForwardReport }) {
  const zone = useZone();
  const columns = useMemo(() => windowColumns(report.objective, zone), [report.objective, zone]);
  const kept = report.windows.filter(({ outOfSample }) => !outOfSample.totalReturn.startsWith("-")).length;
  return (
    <Panel
      title="Windows"
      asOf={
        <>
          {formatCount(report.windows.length)} · {MODES[report.mode].split(":")[0]?.toLowerCase()},{" "}
          {report.method} · {objectiveWords(report.objective)}
        </>
      }
      actions={
        <span className="text-small">
          <Explained words="Mean objective out of sample over mean objective in sample. Near 100 %: what the fit found held. Near 0 % or below: it fitted chance.">
            Efficiency
          </Explained>{" "}
          {formatPercent(report.efficiency, { decimals: 0, signed: false })} · {formatCount(kept)} of{" "}
          {formatCount(report.windows.length)} windows did not lose
        </span>
      }
    >
      <DataTable label="Windows" rows={report.windows} columns={columns} idOf={idOf} fit="panel" />
    </Panel>
  );
}

function windowColumns(objective: string, zone: string): readonly Column<WalkForwardWindow>[] {
  const span = (from: string, to: string) => `${formatDay(from, zone)} – ${formatDay(to, zone)}`;
  return [
    { id: "number", label: "No.", phone: true, cell: (row) => formatCount(row.number) },
    { id: "fit", label: "Fitted on", cell: (row) => span(row.fitFrom, row.fitTo) },
    { id: "judge", label: "Judged on", phone: true, cell: (row) => span(row.judgeFrom, row.judgeTo) },
    { id: "params", label: "Parameters", cell: (row) => paramsText(row.params) },
    {
      id: "in",
      label: "In sample",
      right: true,
      cell: (row) => objectiveText(objective, row.inSample.objective),
    },
    {
      id: "out",
      label: "Out of sample",
      right: true,
      phone: true,
      cell: (row) => objectiveText(objective, row.outOfSample.objective),
    },
    {
      id: "return",
      label: "Return out of sample",
      right: true,
      cell: (row) => <ReturnRatio ratio={row.outOfSample.totalReturn} />,
    },
    {
      id: "drawdown",
      label: "Max drawdown",
      right: true,
      cell: (row) => <ReturnRatio ratio={negative(row.outOfSample.maxDrawdown)} />,
    },
    {
      id: "trades",
      label: "Trades",
      right: true,
      cell: (row) => formatCount(row.outOfSample.trades),
    },
  ];
}
