// The parts that every report has: figures, months, trades, what was in force, what was checked.
import type { BacktestReport, CheckResult, MonthRow } from "../core/backtest-view";
import { BASES, type Metric, metricList } from "../core/report/metric-list";
import { duration, moment, money, percent, price, ratio } from "../plain-figures";
import { type Html, html } from "./html";

const tone = (value: number): string => (value > 0 ? "gain" : value < 0 ? "loss" : "");
const signed = (text: string, value: number): Html =>
  html`<span class="${tone(value)}">${value > 0 ? "+" : ""}${text}</span>`;

function figure({ print }: Metric, text: string | null): Html {
  if (text === null) return html`–`;
  const value = Number(text);
  switch (print) {
    case "result":
      return signed(money(text), value);
    case "return":
      return signed(percent(text), value);
    case "depth":
      return html`<span class="${value > 0 ? "loss" : ""}">${percent(-value)}</span>`;
    case "share":
      return html`${percent(text)}`;
    case "money":
      return html`${money(text)}`;
    case "ratio":
      return html`${ratio(text)}`;
    case "count":
      return html`${value.toFixed(0)}`;
    case "ms":
      return html`${duration(text)}`;
  }
}

const FIRST = ["daily-return", "net", "drawdown", "sharpe", "trades", "wins", "factor", "hold-return"];

/** The figures that are looked at first. */
export function kpis({ metrics }: BacktestReport): Html {
  const shown = FIRST.flatMap((id) => metricList.find((metric) => metric.id === id) ?? []);
  return html`<dl class="kpis">${shown.map(
    (metric) =>
      html`<div><dt title="${metric.words}">${metric.label}</dt><dd>${figure(metric, metric.of(metrics))}</dd></div>`,
  )}</dl>`;
}

/** Every figure with what it is computed from and what it means. */
export function metricTables({ metrics }: BacktestReport): Html {
  const tables = BASES.map(({ basis, title, note }) => {
    const rows = metricList
      .filter((metric) => metric.basis === basis)
      .map(
        (metric) =>
          html`<tr><th scope="row">${metric.label}<br><small>${metric.words}</small></th><td class="r">${figure(metric, metric.of(metrics))}</td></tr>`,
      );
    return html`<div><h3>${title} <small>${note}</small></h3><table><tbody>${rows}</tbody></table></div>`;
  });
  return html`<section class="long"><h2>All figures</h2><div class="two">${tables}</div></section>`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A year a row, shaded by its return. */
export function monthTable({ months }: BacktestReport): Html {
  const most = Math.max(1e-9, ...months.map(({ returnRatio }) => Math.abs(Number(returnRatio))));
  const years = [...Map.groupBy(months, ({ month }) => month.slice(0, 4))];
  const cell = (row: MonthRow | undefined): Html => {
    if (!row) return html`<td></td>`;
    const value = Number(row.returnRatio);
    const words = `${row.month}: ${money(row.profit)}, ${row.trades} trades, ${row.wins} won`;
    return html`<td class="${value < 0 ? "cold" : "heat"}" style="--h:${(Math.abs(value) / most).toFixed(2)}" title="${words}">${percent(value, 1)}</td>`;
  };
  const rows = years.map(([year, own]) => {
    const growth = own.reduce((product, { returnRatio }) => product * (1 + Number(returnRatio)), 1) - 1;
    const cells = MONTHS.map((_, place) =>
      cell(own.find(({ month }) => month === `${year}-${String(place + 1).padStart(2, "0")}`)),
    );
    return html`<tr><th scope="row">${year}</th>${cells}<td class="r">${signed(percent(growth, 1), growth)}</td></tr>`;
  });
  return html`<section><h2>Month by month</h2><div class="wide"><table><caption>Return of the equity, open positions counted, UTC</caption>
<thead><tr><th scope="col">Year</th>${MONTHS.map((name) => html`<th scope="col" class="r">${name}</th>`)}<th scope="col" class="r">Year</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

const TRADES_MAX = 200;

export function tradeTable({ trades, tradesTotal, exits }: BacktestReport, several: boolean): Html {
  const shown = trades.slice(-TRADES_MAX).reverse();
  const rows = shown.map(
    (
      trade,
    ) => html`<tr><td>${moment(trade.openAt)}</td><td>${moment(trade.closeAt)}</td>${several && html`<td>${trade.symbol}</td>`}
<td class="r">${price(trade.openRate)}</td><td class="r">${price(trade.closeRate)}</td><td class="r">${signed(money(trade.profit), Number(trade.profit))}</td><td class="r">${percent(trade.profitRatio)}</td><td>${trade.exitReason}</td></tr>`,
  );
  const reasons = exits.map(({ reason, trades: count, profit }) => `${reason} ${count} (${money(profit)})`);
  return html`<section class="long"><h2>Trades</h2><p class="soft">${shown.length < tradesTotal ? `The newest ${shown.length} of ${tradesTotal}` : tradesTotal}, newest first. ${reasons.length === 0 ? "" : `Why they were sold: ${reasons.join(", ")}.`}</p>
<div class="wide"><table><thead><tr><th scope="col">Opened, UTC</th><th scope="col">Closed</th>${several && html`<th scope="col">Market</th>`}<th scope="col" class="r">Bought at</th><th scope="col" class="r">Sold at</th><th scope="col" class="r">Profit</th><th scope="col" class="r">Of cost</th><th scope="col">Why sold</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

const inWords = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);

export function inForce(title: string, values: { readonly [name: string]: unknown }): Html {
  const rows = Object.entries(values).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="v">${inWords(value)}</td></tr>`,
  );
  return html`<div><h3>${title}</h3>${rows.length === 0 ? html`<p class="soft">None.</p>` : html`<table><tbody>${rows}</tbody></table>`}</div>`;
}

const check = (name: string, { ok, ran, words }: CheckResult): Html =>
  html`<p class="${ok ? (ran === false ? "" : "good") : "bad"}"><b>${name}:</b> ${words}</p>`;

/** Whether the result can be believed. */
export function checkList({ checks, refused }: BacktestReport): Html {
  const { lookAhead, warmUp, monteCarlo: luck } = checks;
  return html`<section><h2>Checks</h2>${check("Look-ahead", lookAhead)}${check("Warm-up", warmUp)}
${refused?.words && html`<p class="bad"><b>Refused entries:</b> ${refused.words}</p>`}
${luck && html`<p><b>Luck:</b> the ${luck.trades} trades drawn again ${luck.runs} times: nine of ten returns lie between ${percent(luck.totalReturn.p5)} and ${percent(luck.totalReturn.p95)} (middle ${percent(luck.totalReturn.p50)}), largest drawdowns between ${percent(luck.maxDrawdown.p5)} and ${percent(luck.maxDrawdown.p95)}; ${percent(luck.lossRatio, 1)} ended below the start.</p>`}</section>`;
}
