"use client";
import { SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import type { SweepReport, SweepRow } from "@/server/backtest/core/backtest-view";
import { paramLabel } from "../../strategies/param-label";
import type { Column } from "../../table/column";
import { DataTable } from "../../table/data-table";
import { useTableAddress } from "../../table/use-table-address";
import { negative } from "../../ui/decimal-text";
import { formatCount, formatPercent, formatPrice } from "../../ui/format-number";
import { Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { ReturnRatio } from "../../ui/profit-loss";
import { LINK } from "../../ui/text";
import { objectiveWords } from "../shared/words";
import { objectiveText } from "./objective-text";

const BEST = { by: "rank", descending: false } as const;
const idOf = (row: SweepRow) => String(row.rank);

type SweepProps = { readonly id: string; readonly sweep: SweepReport };

/** Every set that was kept, best first, each of which can be run on its own. */
export function SweepPanel({ id, sweep }: SweepProps) {
  const columns = useMemo(() => sweepColumns(id, sweep), [id, sweep]);
  const address = useTableAddress({ columns, standard: BEST, prefix: "sets-" });
  return (
    <Panel
      title="Sets"
      asOf={
        <>
          {formatCount(sweep.sets)} tried
          {sweep.possible === null ? "" : ` of ${formatCount(sweep.possible)}`}, {sweep.method} · best by{" "}
          {objectiveWords(sweep.objective)}
          {sweep.rows.length < sweep.sets ? ` · the best ${formatCount(sweep.rows.length)} are listed` : ""}
        </>
      }
    >
      {sweep.words === undefined ? null : <p className="px-4 pb-2 text-small text-text-2">{sweep.words}</p>}
      {sweep.pareto === undefined ? null : (
        <p className="px-4 pb-2 text-small text-text-2">{sweep.pareto.words} Here the mark is ★.</p>
      )}
      {sweep.rows.length === 0 ? (
        <PanelEmpty icon={SlidersHorizontal} title="No set was kept">
          Every set failed. Widen the ranges or choose a longer period.
        </PanelEmpty>
      ) : (
        <DataTable
          label="Sets"
          rows={sweep.rows}
          columns={columns}
          hidden={address.hidden}
          idOf={idOf}
          sort={address.sort}
          onSort={address.onSort}
          fit="panel"
        />
      )}
    </Panel>
  );
}

const namesOf = (sweep: SweepReport): readonly string[] => Object.keys(sweep.rows[0]?.params ?? {});

const paramColumn = (name: string): string => `p-${name.toLowerCase()}`;
const paramOf = (row: SweepRow, name: string): string | number => {
  const value = row.params[name];
  return typeof value === "number" ? value : String(value ?? "");
};

function sweepColumns(id: string, sweep: SweepReport): readonly Column<SweepRow>[] {
  const known = new Set(["sharpe"].filter(() => sweep.objective === "sharpe"));
  const columns: readonly Column<SweepRow>[] = [
    {
      id: "rank",
      label: "Rank",
      sorts: (row) => row.rank,
      phone: true,
      fixed: true,
      // no other set beats it by all objectives
      cell: (row) => `${row.pareto === true ? "★ " : ""}${formatCount(row.rank)}`,
    },
    ...namesOf(sweep).map(
      (name): Column<SweepRow> => ({
        id: paramColumn(name),
        label: paramLabel(name),
        right: true,
        sorts: (row) => paramOf(row, name),
        phone: true,
        cell: (row) => String(row.params[name] ?? "—"),
      }),
    ),
    {
      id: "objective",
      label: objectiveWords(sweep.objective),
      right: true,
      sorts: (row) => row.objective,
      phone: true,
      cell: (row) => objectiveText(sweep.objective, row.objective),
    },
    {
      id: "return",
      label: "Return, net",
      right: true,
      sorts: (row) => row.totalReturn,
      cell: (row) => <ReturnRatio ratio={row.totalReturn} />,
    },
    {
      id: "drawdown",
      label: "Max drawdown",
      right: true,
      sorts: (row) => row.maxDrawdown,
      cell: (row) => <ReturnRatio ratio={negative(row.maxDrawdown)} />,
    },
    {
      id: "sharpe",
      label: "Sharpe, daily",
      right: true,
      sorts: (row) => row.sharpe,
      cell: (row) => formatPrice(row.sharpe, 2),
    },
    {
      id: "wins",
      label: "Win rate",
      right: true,
      sorts: (row) => row.winRate,
      cell: (row) => formatPercent(row.winRate, { signed: false }),
    },
    {
      id: "factor",
      label: "Profit factor",
      right: true,
      sorts: (row) => row.profitFactor,
      cell: (row) => formatPrice(row.profitFactor, 2),
    },
    {
      id: "trades",
      label: "Trades",
      right: true,
      sorts: (row) => row.trades,
      cell: (row) => formatCount(row.trades),
    },
    {
      id: "run",
      label: "Run",
      head: <span className="sr-only">Run</span>,
      right: true,
      phone: true,
      cell: (row) => (
        <Link className={LINK} href={`/backtests?again=${id}&set=${row.rank}`}>
          Run<span className="max-tablet:hidden"> it…</span>
          <span className="sr-only"> set {row.rank}</span>
        </Link>
      ),
    },
  ];
  return columns.filter((column) => !known.has(column.id));
}
