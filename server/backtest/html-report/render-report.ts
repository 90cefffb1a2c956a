import type { BacktestOptions } from "../core/backtest-options";
import type { BacktestReport } from "../core/backtest-view";
import { moment } from "../plain-figures";
import { candleChart, equityChart } from "./charts";
import { Html, html } from "./html";
import { PAGE_STYLE } from "./page-style";
import { checkList, inForce, kpis, metricTables, monthTable, tradeTable } from "./run-parts";
import { sweepPart, walkForwardPart } from "./search-parts";

export type ReportPage = {
  readonly report: BacktestReport;
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly options: BacktestOptions;
  /** what was noticed about the files */
  readonly notes: readonly string[];
  /** the calls as they can be typed: this one, and of a search the one that repeats its best set */
  readonly call: string;
  readonly repeat: string | null;
};

const KINDS = { run: "Run", sweep: "Sweep", "walk-forward": "Walk-forward" } as const;

/**
 * The whole report as one page that needs nothing else: no script, no font, no address. Whatever stands in names,
 * parameters and sentences is shown as text.
 */
export function renderReport(page: ReportPage): string {
  const { report, strategy, symbols, timeframe, options, notes, call, repeat } = page;
  const { candles, sweep, walkForward, markers, newest } = report;
  const several = symbols.length > 1;
  const title = `${strategy} on ${symbols.join(", ")} ${timeframe}`;
  const cut = sweep?.cut === true || walkForward?.cut === true;
  const first = symbols[0] ?? "";
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'"><title>${title}</title><style>${STYLE}</style></head><body><main>
<h1>${title}</h1><p class="soft">${KINDS[report.kind]} · ${moment(candles.from)} to ${moment(candles.to)} UTC · ${candles.count} candles${candles.missing > 0 && `, ${candles.missing} missing in ${candles.gaps} gaps`} · ${candles.source}</p>
${cut && html`<p class="bad">This search was cut off: it shows what had been tried by then.</p>`}
${report.kind === "sweep" && html`<p class="soft">Figures, charts and trades are of the best set.</p>`}
${kpis(report)}
<section><h2>Equity</h2>${equityChart(report.equity)}</section>
<section><h2>Trades on candles</h2>${candleChart(report.chart, markers, several ? `${first}, the whole period` : "The whole period")}${newest && candleChart(newest.slice(-NEWEST), markers, "The newest candles, each for itself")}</section>
${sweep && sweepPart(sweep)}${walkForward && walkForwardPart(walkForward)}
${monthTable(report)}
${metricTables(report)}
${checkList(report)}
<section><h2>In force</h2><div class="two">${inForce("Parameters", report.params)}${inForce("Options", options)}</div></section>
${tradeTable(report, several)}
${notes.length > 0 && html`<section><h2>Noticed in the files</h2>${notes.map((words) => html`<p>${words}</p>`)}</section>`}
<section><h2>Again</h2><p>The call that made this page:</p><pre>${call}</pre>${repeat !== null && html`<p>The best set alone, with all its trades:</p><pre>${repeat}</pre>`}</section>
</main></body></html>
`.text;
}

const NEWEST = 160;
/** ours, and no name in it */
const STYLE = new Html(PAGE_STYLE);
