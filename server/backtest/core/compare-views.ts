import type { BacktestRequest } from "./backtest-request";
import type { BacktestComparison, BacktestReport, BacktestView } from "./backtest-view";
import { plainOrNull } from "./plain-number";

type Row = BacktestComparison["rows"][number];

/** More of it is better, less of it is better, or neither. */
type Taste = "more" | "less" | "none";

const TASTES: { readonly [name: string]: Taste } = {
  trades: "none",
  wins: "none",
  losses: "none",
  draws: "none",
  days: "none",
  exposure: "none",
  turnover: "none",
  annualTurnover: "none",
  averageDurationMs: "none",
  annualVolatility: "less",
  maxDrawdown: "less",
  maxDrawdownDays: "less",
  maxDrawdownAbsolute: "less",
  maxDrawdownRelative: "less",
  maxDrawdownMs: "less",
  ulcerIndex: "less",
  fees: "less",
  feeDrag: "less",
  feesOfGrossProfit: "less",
  valueAtRisk95: "less",
  conditionalValueAtRisk95: "less",
};

/** Every figure of two reports side by side, and what of their requests differs. Null while one has no report. */
export function compareViews(left: BacktestView, right: BacktestView): BacktestComparison | null {
  if (!left.report || !right.report) return null;
  const groups = { left: groupsOf(left.report), right: groupsOf(right.report) };
  const rows = groups.left.flatMap(({ group, figures }, place) => {
    const others = groups.right[place]?.figures ?? {};
    const names = [...new Set([...Object.keys(figures), ...Object.keys(others)])];
    return names.flatMap((name) => rowOf(group, name, figures[name], others[name]) ?? []);
  });
  return { left, right, rows, differences: differencesOf(left.request, right.request) };
}

type Figures = { readonly [name: string]: unknown };

function groupsOf({ metrics }: BacktestReport): readonly { group: Row["group"]; figures: Figures }[] {
  return [
    { group: "trade based", figures: metrics.trades },
    { group: "daily equity", figures: metrics.daily },
    { group: "equity at each candle", figures: metrics.equity },
    { group: "holding", figures: metrics.buyAndHold ?? {} },
  ];
}

function rowOf(group: Row["group"], name: string, left: unknown, right: unknown): Row | null {
  if (name === "label" || !isFigure(left) || !isFigure(right)) return null;
  const [a, b] = [left, right].map(toNumber);
  const taste = group === "holding" ? "none" : (TASTES[name] ?? "more");
  return {
    group,
    name,
    left: toText(left),
    right: toText(right),
    better: betterOf(a ?? null, b ?? null, taste),
  };
}

function betterOf(a: number | null, b: number | null, taste: Taste): Row["better"] {
  if (taste === "none" || a === null || b === null || a === b) return null;
  return a > b === (taste === "more") ? "left" : "right";
}

type Figure = number | string | null | undefined;
const PLAIN = /^-?\d+(\.\d+)?$/;

/** A number, decimal text, or nothing: intervals and labels are no rows. */
const isFigure = (value: unknown): value is Figure =>
  value === null ||
  value === undefined ||
  typeof value === "number" ||
  (typeof value === "string" && PLAIN.test(value));
const toNumber = (value: Figure): number | null => (value === null || value === undefined ? null : +value);
const toText = (value: Figure): string | null =>
  typeof value === "string" ? value : plainOrNull(value ?? null);

function differencesOf(left: BacktestRequest, right: BacktestRequest): BacktestComparison["differences"] {
  const [a, b] = [left, right] as unknown as [Figures, Figures];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names
    .map((name) => ({ name, left: inWords(a[name]), right: inWords(b[name]) }))
    .filter((difference) => difference.left !== difference.right);
}

/** A part of a request as people write it: "fast 12, slow 26"; "–" where there is none. */
export function inWords(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${inWords(part)}`)
    .join(", ");
}
