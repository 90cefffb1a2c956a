import type {
  BacktestReport,
  StabilityGrid,
  SweepReport,
  SweepRow,
  WalkForwardReport,
} from "@/server/backtest/core/backtest-view";
import { moment, money, percent, ratio } from "@/server/backtest/plain-figures";
import { type PlainColumn, plainTable } from "./plain-table";
import { spell } from "./spell";

const SHOWN = 20;
const BY = { run: "", sweep: " by the best set", "walk-forward": " in the judged parts" } as const;

type Shown = BacktestReport & { readonly repeat?: readonly string[] };

/** A search for people: the best sets, two parameters against each other, how far it can be believed. */
export function searchLines(report: Shown): readonly string[] {
  const { sweep, walkForward, checks, metrics, timing } = report;
  return [
    ...(sweep ? sweepLines(sweep) : []),
    ...(walkForward ? [windowTable(walkForward), ""] : []),
    ...(report.repeat ? [`The best set again, with all its trades: ${spell(report.repeat)}`] : []),
    checks.lookAhead.words,
    checks.warmUp.words,
    `${money(metrics.startingBalance)} became ${money(metrics.finalBalance)}${BY[report.kind]}; ${(timing.wallMs / 1_000).toFixed(1)} s.`,
  ];
}

function sweepLines(sweep: SweepReport): readonly string[] {
  const { rows, pareto, objectives = [], stability } = sweep;
  const more = rows.length > SHOWN ? [`The best ${SHOWN} of ${sweep.sets} sets; --json has more.`] : [];
  const unseen = (pareto?.rows ?? []).filter(({ rank }) => rank > SHOWN);
  return [
    rowTable(rows.slice(0, SHOWN), sweep),
    ...more,
    ...(unseen.length === 0
      ? []
      : ["", "Further sets that none beats:", rowTable(unseen.slice(0, SHOWN), sweep)]),
    "",
    ...gridLines(stability.grid, sweep.objective),
    ...[sweep.words ?? "", pareto?.words ?? ""].filter(Boolean),
    ...(objectives.length === 0
      ? [stability.words]
      : objectives.map((one) => `By ${one.objective}: ${one.stability.words}`)),
  ];
}

function rowTable(rows: readonly SweepRow[], { objective, objectives = [] }: SweepReport): string {
  const names = Object.keys(rows[0]?.params ?? {});
  const worths =
    objectives.length === 0
      ? [worthColumn(objective, (row) => row.objective)]
      : objectives.map((one, place) => worthColumn(one.objective, (row) => row.objectives?.[place] ?? null));
  const columns: readonly PlainColumn<SweepRow>[] = [
    { head: "rank", right: true, text: ({ rank, pareto }) => `${pareto ? "*" : ""}${rank}` },
    ...names.map(
      (name): PlainColumn<SweepRow> => ({
        head: name,
        right: true,
        text: ({ params }) => String(params[name] ?? ""),
      }),
    ),
    ...worths,
    { head: "return", right: true, text: ({ totalReturn }) => percent(totalReturn) },
    { head: "drawdown", right: true, text: ({ maxDrawdown }) => percent(maxDrawdown) },
    { head: "trades", right: true, text: ({ trades }) => String(trades) },
    { head: "won", right: true, text: ({ winRate }) => percent(winRate, 1) },
    { head: "factor", right: true, text: ({ profitFactor }) => ratio(profitFactor) },
    { head: "Sharpe", right: true, text: ({ sharpe }) => ratio(sharpe) },
    { head: "deflated", right: true, text: ({ deflatedSharpe }) => percent(deflatedSharpe, 1) },
  ];
  return plainTable(rows, columns);
}

const HEAD_MAX = 24;

const worthColumn = (name: string, of: (row: SweepRow) => string | null): PlainColumn<SweepRow> => ({
  head: name.length > HEAD_MAX ? `${name.slice(0, HEAD_MAX - 1)}…` : name,
  right: true,
  text: (row) => ratio(of(row), 4),
});

const SIDE_MAX = 16;
const SHADES = [" ", "░", "▒", "▓", "█"];

/** Two parameters against each other: the mean objective, darker for better. */
function gridLines(grid: StabilityGrid | null, objective: string): readonly string[] {
  if (!grid || grid.x.values.length > SIDE_MAX || grid.y.values.length > 2 * SIDE_MAX) return [];
  const { x, y, cells } = grid;
  const known = cells.flat().flatMap((cell) => (cell === null ? [] : [Number(cell)]));
  if (known.length === 0) return [];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const shade = (value: number) =>
    SHADES[high > low ? Math.round(((value - low) / (high - low)) * (SHADES.length - 1)) : 0] ?? "";
  const rows = y.values.map((down, place) => ({ down, own: cells[place] ?? [] }));
  const table = plainTable(rows, [
    { head: `${y.param} \\ ${x.param}`, right: true, text: ({ down }) => String(down) },
    ...x.values.map((across, place) => ({
      head: String(across),
      right: true,
      text: ({ own }: (typeof rows)[number]) => {
        const cell = own[place] ?? null;
        return cell === null ? "–" : `${shade(Number(cell))} ${ratio(cell)}`;
      },
    })),
  ]);
  return [`Mean ${objective}, ${x.param} across, ${y.param} down:`, table, ""];
}

const windowTable = ({ windows }: WalkForwardReport): string =>
  plainTable(windows, [
    { head: "judged from", text: ({ judgeFrom }) => moment(judgeFrom) },
    { head: "to", text: ({ judgeTo }) => moment(judgeTo) },
    {
      head: "set",
      text: ({ params }) =>
        Object.entries(params)
          .map(([name, value]) => `${name} ${value}`)
          .join(", "),
    },
    { head: "inside", right: true, text: ({ inSample }) => ratio(inSample.objective, 4) },
    { head: "outside", right: true, text: ({ outOfSample }) => ratio(outOfSample.objective, 4) },
    { head: "return", right: true, text: ({ outOfSample }) => percent(outOfSample.totalReturn) },
    { head: "trades", right: true, text: ({ outOfSample }) => String(outOfSample.trades) },
  ]);
