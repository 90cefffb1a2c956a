"use client";
import { LineChart } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { BacktestView } from "@/server/backtest/core/backtest-view";
import { watchColours } from "../../charts/chart-colours";
import { ChartKey } from "../../charts/chart-key";
import { formatPercent } from "../../ui/format-number";
import { formatDayClock, zoneLabel } from "../../ui/format-time";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { useZone } from "../../ui/zone";
import type { CompareDrawing, Pointed, ReturnPoint } from "./compare-drawing";
import { SideLine } from "./side-line";

type ChartProps = { readonly left: BacktestView; readonly right: BacktestView };

/** Both equities as returns since their own start, so that wallets and currencies of any size compare. */
export function CompareChart({ left, right }: ChartProps) {
  const zone = useZone();
  const a = useMemo(() => toReturns(left), [left]);
  const b = useMemo(() => toReturns(right), [right]);
  const end = a.at(-1) ?? b.at(-1);
  return (
    <Panel
      title="Equities"
      asOf={`return since each one’s start${end ? `, ${zoneLabel(end.atMs, zone)}` : ""}`}
      actions={
        <>
          <ChartKey>
            <SideLine side="A" />A
          </ChartKey>
          <ChartKey>
            <SideLine side="B" />B
          </ChartKey>
        </>
      }
    >
      {a.length < 2 && b.length < 2 ? (
        <PanelEmpty icon={LineChart} title="No curves">
          Neither has two candles to draw.
        </PanelEmpty>
      ) : (
        <div className={PANEL_BODY}>
          <Lines a={a} b={b} />
        </div>
      )}
    </Panel>
  );
}

type LinesProps = { readonly a: readonly ReturnPoint[]; readonly b: readonly ReturnPoint[] };

function Lines({ a, b }: LinesProps) {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<CompareDrawing | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    let made: CompareDrawing | null = null;
    let gone = false;
    void import("./compare-drawing").then(({ drawComparison }) => {
      if (gone || !box.current) return;
      made = drawComparison(box.current, setPointed);
      setDrawing(made);
    });
    return () => {
      gone = true;
      made?.remove();
      setDrawing(null);
    };
  }, []);
  useEffect(() => drawing?.show({ a, b }, zone), [drawing, a, b, zone]);
  useEffect(() => (drawing ? watchColours(drawing.wear) : undefined), [drawing]);
  return (
    <div className="relative">
      <div
        ref={box}
        role="img"
        aria-label={`Returns since the start: A ended at ${print(a.at(-1)?.ratio)}, B at ${print(b.at(-1)?.ratio)}. The table of figures has every difference.`}
        className="h-64"
      />
      {pointed ? (
        <div
          className="pointer-events-none absolute top-0 right-0 rounded-control border border-line bg-raised px-2 py-1 text-micro whitespace-nowrap shadow-menu"
          aria-hidden="true"
        >
          {formatDayClock(new Date(pointed.atMs).toISOString(), zone)} · A {print(pointed.a)} · B{" "}
          {print(pointed.b)}
        </div>
      ) : null}
    </div>
  );
}

const print = (ratio: number | null | undefined): string =>
  formatPercent(ratio === null || ratio === undefined ? null : ratio.toFixed(8));

function toReturns({ report }: BacktestView): readonly ReturnPoint[] {
  const start = Number(report?.metrics.startingBalance ?? Number.NaN);
  if (!report || !(start > 0)) return [];
  const points: ReturnPoint[] = [];
  for (const { at, equity } of report.equity) {
    const atMs = Date.parse(at);
    // the chart takes one value an instant, in order
    if (atMs > (points.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY))
      points.push({ atMs, ratio: Number(equity) / start - 1 });
  }
  return points;
}
