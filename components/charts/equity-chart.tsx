"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { EquityPointView } from "@/server/portfolio/core/live-view";
import { currencyDecimals, formatMoney, formatPercent } from "../ui/format-number";
import { formatDayClock } from "../ui/format-time";
import { useZone } from "../ui/zone";
import { watchColours } from "./chart-colours";
import { type CurveRow, toCurve } from "./equity-curve";
import type { Drawing, Ends } from "./equity-drawing";

type EquityChartProps = {
  readonly points: readonly EquityPointView[];
  readonly currency: string;
  /** money the book began with; decimal text */
  readonly base: string | null;
  /** the deepest drawdown of all, measured between the points too; a fraction, minus */
  readonly deepest: string | null;
  /** the curve in one sentence, for those who cannot see it */
  readonly sentence: string;
};

const NO_ENDS: Ends = { equity: null, hold: null };

/** Equity against doing nothing: neutral ink, drawdown shaded, buy and hold dashed, line ends labelled. */
export function EquityChart({ points, currency, base, deepest, sentence }: EquityChartProps) {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [ends, setEnds] = useState<Ends>(NO_ENDS);
  const [pointed, setPointed] = useState<CurveRow | null>(null);
  const curve = useMemo(() => toCurve(points), [points]);

  useEffect(() => {
    let made: Drawing | null = null;
    let gone = false;
    void import("./equity-drawing").then(({ drawEquity }) => {
      if (gone || !box.current) return;
      made = drawEquity(box.current, { onEnds: setEnds, onPoint: setPointed });
      setDrawing(made);
    });
    return () => {
      gone = true;
      made?.remove();
      setDrawing(null);
    };
  }, []);
  useEffect(
    () => drawing?.show({ curve, base: base === null ? null : Number(base), zone, deepest }),
    [drawing, curve, base, zone, deepest],
  );
  useEffect(() => (drawing ? watchColours(drawing.wear) : undefined), [drawing]);

  return (
    <div className="relative flex">
      <div ref={box} role="img" aria-label={sentence} className="h-52 min-w-0 flex-1" />
      <EndLabels ends={ends} currency={currency} />
      {pointed ? <Pointed row={pointed} currency={currency} /> : null}
    </div>
  );
}

type EndLabelsProps = { readonly ends: Ends; readonly currency: string };

const LABEL_GAP = 30;

function EndLabels({ ends, currency }: EndLabelsProps) {
  const { equity, hold } = ends;
  // labels that would collide move apart; the equity keeps its place
  const below = equity && hold ? hold.y >= equity.y : true;
  const holdY =
    equity && hold && Math.abs(hold.y - equity.y) < LABEL_GAP
      ? equity.y + (below ? LABEL_GAP : -LABEL_GAP)
      : hold?.y;
  const print = (value: number) => formatMoney(value.toFixed(currencyDecimals(currency)), currency);
  return (
    <div className="max-tablet:hidden relative w-28 text-micro" aria-hidden="true">
      {equity ? (
        <span className="absolute left-2 leading-[14px] whitespace-nowrap" style={{ top: equity.y - 14 }}>
          <b className="block font-medium">Equity</b>
          {print(equity.value)}
        </span>
      ) : null}
      {hold && holdY !== undefined ? (
        <span
          className="absolute left-2 leading-[14px] whitespace-nowrap text-text-2"
          style={{ top: holdY - 14 }}
        >
          Buy and hold
          <span className="block">{print(hold.value)}</span>
        </span>
      ) : null}
    </div>
  );
}

function Pointed({ row, currency }: { readonly row: CurveRow; readonly currency: string }) {
  const zone = useZone();
  if (row.equity === null || row.peak === null) return null;
  const fall = row.peak > 0 ? row.equity / row.peak - 1 : 0;
  return (
    <div
      className="pointer-events-none absolute top-0 left-20 rounded-control border border-line bg-raised px-2 py-1 text-micro whitespace-nowrap shadow-menu"
      aria-hidden="true"
    >
      {formatDayClock(new Date(row.atMs).toISOString(), zone)} ·{" "}
      {formatMoney(row.equity.toFixed(currencyDecimals(currency)), currency)} · drawdown{" "}
      {formatPercent(fall.toFixed(8))}
    </div>
  );
}
