// The parts of a search: its sets, which of them none beats, two parameters against each other, windows.
import type {
  ObjectiveReport,
  StabilityMap,
  SweepReport,
  SweepRow,
  WalkForwardReport,
} from "../core/backtest-view";
import { moment, percent, ratio } from "../plain-figures";
import { scatterChart } from "./charts";
import { type Html, html } from "./html";

const ROWS_MAX = 100;

/** A sweep: how many sets, the table, the Pareto set, a heat map of two parameters for each objective. */
export function sweepPart(sweep: SweepReport): Html {
  const { rows, pareto, objectives = [], where = [], words = "" } = sweep;
  const maps: readonly Pick<ObjectiveReport, "objective" | "stability">[] =
    objectives.length === 0 ? [{ objective: sweep.objective, stability: sweep.stability }] : objectives;
  const unseen = (pareto?.rows ?? []).filter(({ rank }) => rank > ROWS_MAX);
  return html`<section class="long"><h2>Sets</h2><p>${words}</p>${where.map(({ rule, leftOut }) => html`<p class="soft">Condition ${rule}: leaves out ${leftOut ?? "an unknown number of"} sets.</p>`)}
${pareto && html`<p>${pareto.words}</p>${pareto.rows.length > 0 && objectives.length >= 2 && scatter(sweep)}`}
${setTable(rows.slice(0, ROWS_MAX), sweep, rows.length < sweep.sets || rows.length > ROWS_MAX ? `The best ${Math.min(rows.length, ROWS_MAX)} of ${sweep.sets}` : `All ${sweep.sets}`)}
${unseen.length > 0 && setTable(unseen, sweep, "Further sets that none beats")}</section>
${maps.map((map) => stabilityPart(map))}`;
}

function scatter({ rows, pareto, objectives = [] }: SweepReport): Html {
  const all = [...new Map([...(pareto?.rows ?? []), ...rows].map((row) => [row.rank, row])).values()];
  const dots = all.flatMap((row) => {
    const [x, y] = (row.objectives ?? []).map((worth) => (worth === null ? Number.NaN : Number(worth)));
    if (x === undefined || y === undefined || Number.isNaN(x + y)) return [];
    return [{ x, y, pareto: row.pareto === true, words: `${setWords(row)}: ${ratio(x, 4)}, ${ratio(y, 4)}` }];
  });
  return scatterChart(dots, [objectives[0]?.objective ?? "", objectives[1]?.objective ?? ""]);
}

const setWords = ({ params }: SweepRow): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

function setTable(
  rows: readonly SweepRow[],
  { objective, objectives = [] }: SweepReport,
  caption: string,
): Html {
  const names = Object.keys(rows[0]?.params ?? {});
  const by = objectives.length === 0 ? [objective] : objectives.map((one) => one.objective);
  const worths = (row: SweepRow) => (objectives.length === 0 ? [row.objective] : (row.objectives ?? []));
  const heads = [...names, ...by, "Return", "Drawdown", "Trades", "Won", "Factor", "Sharpe", "Deflated"];
  const lines = rows.map((row) => {
    const cells = [
      ...names.map((name) => String(row.params[name] ?? "")),
      ...by.map((_, place) => ratio(worths(row)[place], 4)),
      percent(row.totalReturn),
      percent(row.maxDrawdown),
      String(row.trades),
      percent(row.winRate, 1),
      ratio(row.profitFactor),
      ratio(row.sharpe),
      percent(row.deflatedSharpe, 1),
    ];
    return html`<tr><th scope="row">${row.pareto && html`<span title="no other set beats it">★ </span>`}${row.rank}</th>${cells.map((text) => html`<td class="r">${text}</td>`)}</tr>`;
  });
  return html`<div class="wide"><table><caption>${caption}. Deflated: the probability that the true Sharpe ratio beats the best of as many sets without any edge (Bailey and López de Prado 2014).</caption>
<thead><tr><th scope="col">Rank</th>${heads.map((head) => html`<th scope="col" class="r">${head}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

type Mapped = { readonly objective: string; readonly stability: StabilityMap };

function stabilityPart({ objective, stability: { axes, grid, words } }: Mapped): Html {
  return html`<section class="long"><h2>Stability by ${objective}</h2><p>${words}</p>${grid && heatMap({ objective, axes, grid })}
<div class="two">${axes.map((axis) => {
    const known = axis.points.flatMap(({ own }) => (own === null ? [] : [Number(own)]));
    return html`<div><table><caption>${axis.param}, best at ${String(axis.best)}</caption><thead><tr><th scope="col">Value</th><th scope="col" class="r">Others at best</th><th scope="col" class="r">Mean</th><th scope="col" class="r">Sets</th></tr></thead><tbody>${axis.points.map(
      ({ value, own, mean, sets }) =>
        html`<tr><th scope="row">${String(value)}</th>${heatCell(own, known, value === axis.best)}<td class="r">${ratio(mean, 4)}</td><td class="r">${sets}</td></tr>`,
    )}</tbody></table></div>`;
  })}</div></section>`;
}

type Heat = { readonly objective: string } & Pick<StabilityMap, "axes"> & {
    readonly grid: NonNullable<StabilityMap["grid"]>;
  };

/** Two parameters against each other, the best set framed. */
function heatMap({ objective, axes, grid: { x, y, cells } }: Heat): Html {
  const known = cells.flat().flatMap((cell) => (cell === null ? [] : [Number(cell)]));
  const bestOf = (param: string) => axes.find((axis) => axis.param === param)?.best;
  const rows = y.values.map((down, row) => {
    const own = x.values.map((across, column) =>
      heatCell(cells[row]?.[column] ?? null, known, across === bestOf(x.param) && down === bestOf(y.param)),
    );
    return html`<tr><th scope="row">${String(down)}</th>${own}</tr>`;
  });
  return html`<div class="wide"><table><caption>${x.param} across, ${y.param} down: mean ${objective}; framed: the best set</caption>
<thead><tr><td></td>${x.values.map((value) => html`<th scope="col" class="r">${String(value)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function heatCell(text: string | null, known: readonly number[], best: boolean): Html {
  if (text === null) return html`<td class="r">–</td>`;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const share = high > low ? (Number(text) - low) / (high - low) : 1;
  return html`<td class="heat${best ? " best" : ""}" style="--h:${share.toFixed(2)}">${ratio(text)}</td>`;
}

export function walkForwardPart({ windows, objective, efficiency, mode }: WalkForwardReport): Html {
  const lines = windows.map(
    ({ number, judgeFrom, judgeTo, params, inSample, outOfSample }) =>
      html`<tr><th scope="row">${number}</th><td>${moment(judgeFrom)}</td><td>${moment(judgeTo)}</td><td>${Object.entries(
        params,
      )
        .map(([name, value]) => `${name} ${value}`)
        .join(
          ", ",
        )}</td><td class="r">${ratio(inSample.objective, 4)}</td><td class="r">${ratio(outOfSample.objective, 4)}</td><td class="r">${percent(outOfSample.totalReturn)}</td><td class="r">${outOfSample.trades}</td></tr>`,
  );
  return html`<section class="long"><h2>Windows</h2><p>${mode} windows, fitted by ${objective}. Efficiency, the mean outside over that inside: ${percent(efficiency, 0)}.</p>
<div class="wide"><table><thead><tr><th scope="col">Window</th><th scope="col">Judged from</th><th scope="col">to</th><th scope="col">Set</th><th scope="col" class="r">Inside</th><th scope="col" class="r">Outside</th><th scope="col" class="r">Return</th><th scope="col" class="r">Trades</th></tr></thead><tbody>${lines}</tbody></table></div></section>`;
}
