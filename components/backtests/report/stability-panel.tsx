"use client";
import type {
  StabilityAxis,
  StabilityGrid,
  StabilityMap,
  SweepReport,
} from "@/server/backtest/core/backtest-view";
import { paramLabel } from "../../strategies/param-label";
import { cn } from "../../ui/cn";
import { formatCount, formatPercent } from "../../ui/format-number";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { RowHead } from "../../ui/row-head";
import { SCROLL_X, ScrollBox } from "../../ui/scroll-box";
import { Table } from "../../ui/table";
import { pixelValue } from "../shared/pixel-value";
import { objectiveWords } from "../shared/words";
import { heatCell, heatOf } from "./heat";
import { objectiveText } from "./objective-text";
import { shadeOf } from "./shade-of";

const CAPTION =
  "py-1 text-left text-small font-medium [&>span]:text-micro [&>span]:font-normal [&>span]:text-text-3";

type StabilityProps = { readonly sweep: SweepReport };

/** Whether the best set stands on a plateau or alone on a peak: one parameter at a time, and two against each other. */
export function StabilityPanel({ sweep: { stability, objective } }: StabilityProps) {
  return (
    <Panel
      title="Stability"
      asOf={
        stability.plateauRatio === null
          ? "around the best set"
          : `${formatPercent(stability.plateauRatio, { signed: false, decimals: 0 })} of the sets near the best keep half of it`
      }
    >
      <div className={PANEL_BODY}>
        <p className="pb-2 text-small text-text-2">{stability.words}</p>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,300px),1fr))] items-start gap-x-5 gap-y-3">
          {stability.axes.map((axis) => (
            <Axis key={axis.param} axis={axis} objective={objective} />
          ))}
        </div>
        <Grid grid={stability.grid} objective={objective} axes={stability.axes} />
      </div>
    </Panel>
  );
}

type AxisProps = { readonly axis: StabilityAxis; readonly objective: string };

function Axis({ axis, objective }: AxisProps) {
  const values = axis.points.map((point) => pixelValue(point.own ?? point.mean));
  return (
    <Table>
      <caption className={CAPTION}>
        {paramLabel(axis.param)}{" "}
        <span>
          best at {String(axis.best)}
          {axis.neighbourRatio === null
            ? ""
            : `, its neighbours keep ${formatPercent(axis.neighbourRatio, { signed: false, decimals: 0 })}`}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col" className="r">
            Others at best
          </th>
          <th scope="col" className="r">
            Mean
          </th>
          <th scope="col" className="r">
            Sets
          </th>
        </tr>
      </thead>
      <tbody>
        {axis.points.map((point, at) => (
          <tr key={String(point.value)} data-selected={point.value === axis.best}>
            <RowHead>
              {String(point.value)}
              {point.value === axis.best ? <span className="sr-only">, the best</span> : null}
            </RowHead>
            <td className={heatCell({ gaps: false })} style={heatOf(shadeOf(values[at] ?? null, values))}>
              {objectiveText(objective, point.own)}
            </td>
            <td className="r">{objectiveText(objective, point.mean)}</td>
            <td className="r text-text-3">{formatCount(point.sets)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

type GridProps = {
  readonly grid: StabilityGrid | null;
  readonly objective: string;
  readonly axes: StabilityMap["axes"];
};

function Grid({ grid, objective, axes }: GridProps) {
  if (!grid) return null;
  const { x, y, cells } = grid;
  const all = cells.flat().map(pixelValue);
  const bestOf = (param: string) => axes.find((axis) => axis.param === param)?.best;
  return (
    <ScrollBox className={cn(SCROLL_X, "pt-2")} label="Two parameters, table">
      <Table>
        <caption className={CAPTION}>
          {paramLabel(x.param)} across, {paramLabel(y.param).toLowerCase()} down{" "}
          <span>mean {objectiveWords(objective)}</span>
        </caption>
        <thead>
          <tr>
            <td />
            {x.values.map((value) => (
              <th key={String(value)} scope="col" className="r">
                {String(value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {y.values.map((down, row) => (
            <tr key={String(down)}>
              <RowHead>{String(down)}</RowHead>
              {x.values.map((across, column) => {
                const value = cells[row]?.[column] ?? null;
                const best = across === bestOf(x.param) && down === bestOf(y.param);
                return (
                  <td
                    key={String(across)}
                    className={heatCell({ best })}
                    style={heatOf(shadeOf(pixelValue(value), all))}
                    title={`${paramLabel(x.param)} ${across}, ${paramLabel(y.param).toLowerCase()} ${down}${best ? ": the best set" : ""}`}
                  >
                    {objectiveText(objective, value)}
                    {best ? <span className="sr-only">, the best set</span> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}
