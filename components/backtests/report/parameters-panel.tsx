"use client";
import type { BacktestReport, BacktestRequest, BacktestView } from "@/server/backtest/core/backtest-view";
import { BACKTEST_SETS_MAX } from "@/server/backtest/core/request-bounds";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { tookWords } from "../../shared/took-words";
import { paramLabel, paramsText } from "../../strategies/param-label";
import { type Fact, Facts } from "../../ui/facts";
import { formatCount, formatMoney, formatPercent } from "../../ui/format-number";
import { formatAge, formatDate, formatMinute, zoneLabel } from "../../ui/format-time";
import { Moment } from "../../ui/moment";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { useZone } from "../../ui/zone";
import { FILL_NAMES, METHODS, MODES, objectiveWords } from "../shared/words";

type ParametersProps = { readonly backtest: BacktestView; readonly currency: string };

/** Everything the result came from, enough to make it again. */
export function ParametersPanel({ backtest, currency }: ParametersProps) {
  const zone = useZone();
  const { request, report } = backtest;
  const facts: readonly Fact[] = [
    ...marketFacts(backtest, zone),
    ...strategyFacts(backtest),
    ...moneyFacts(request, currency),
    ...exitFacts(request),
    ...searchFacts(request),
    ["Seed", String(request.seed)],
    ["Asked", <Moment key="asked" iso={backtest.createdAt} format="dayClock" />],
    ...(report ? [timing(report)] : []),
  ];
  return (
    <Panel title="Made from" asOf="the same again gives the same">
      <div className={PANEL_BODY}>
        <Facts facts={facts} />
      </div>
    </Panel>
  );
}

function marketFacts({ request, report }: BacktestView, zone: string): readonly Fact[] {
  const from = report?.candles.from ?? request.from;
  const to = report?.candles.to ?? request.to;
  // a period may be longer than a year: its ends name theirs
  const instant = (iso: string) =>
    `${formatDate(iso, zone)} ${formatMinute(iso, zone)} ${zoneLabel(iso, zone)}`;
  return [
    ["Market", `${request.symbols.join(", ")} on ${exchangeLabel(request.exchange)}`],
    ["Candles", report ? `${formatCount(report.candles.count)} of ${request.timeframe}` : request.timeframe],
    ...(report ? [["Prices", report.candles.source] as const, ["Gaps", gapWords(report)] as const] : []),
    ["From", instant(from)],
    ["To", instant(to)],
  ];
}

const gapWords = ({ candles: { gaps, missing } }: BacktestReport): string =>
  gaps === 0 ? "none" : `${formatCount(missing)} candles missing in ${formatCount(gaps)}, none filled in`;

const strategyFacts = ({ request, report }: BacktestView): readonly Fact[] => [
  ["Strategy", request.strategy],
  [
    report?.sweep ? "Best set" : "Parameters",
    paramsText(report && request.kind !== "walk-forward" ? report.params : request.params),
  ],
];

function moneyFacts(request: BacktestRequest, currency: string): readonly Fact[] {
  const share = (text: string) => formatPercent(text, { signed: false });
  return [
    ["Wallet", formatMoney(request.wallet, currency)],
    ["Size", request.riskMode ?? `${formatMoney(request.stake, currency)} a position`],
    ["Fee", request.fee === null ? "the market’s taker fee" : `${share(request.fee)} one side`],
    ["Slippage", `${share(request.slippage)} each fill`],
    ["Fills", FILL_NAMES[request.fill]],
  ];
}

function exitFacts({ stop, riskMode, roi, trailing, timeStopMinutes }: BacktestRequest): readonly Fact[] {
  const share = (text: string) => formatPercent(text, { signed: false });
  const steps = Object.entries(roi).map(([minutes, fraction]) =>
    minutes === "0" ? share(fraction) : `${share(fraction)} after ${formatCount(Number(minutes))} min`,
  );
  // what was left open is what a bot of that mode does
  const standard = riskMode ? `as ${riskMode}` : "none";
  const ownStop = stop === "0" ? "none" : stop && share(stop);
  return [
    ["Stop", ownStop ?? (riskMode ? standard : share("0.02"))],
    ["Target", steps.join(", ") || standard],
    ["Trailing", trailing ? trailingWords(trailing) : standard],
    ["Time stop", timeStopMinutes === null ? standard : formatAge(timeStopMinutes * 60_000)],
  ];
}

function trailingWords({ positive, offset }: NonNullable<BacktestRequest["trailing"]>): string {
  const distance = positive === null ? "at the stop’s distance" : formatPercent(positive, { signed: false });
  return offset === "0" ? distance : `${distance}, from ${formatPercent(offset)} on`;
}

function searchFacts(request: BacktestRequest): readonly Fact[] {
  if (request.kind === "run") return [];
  const ranges = Object.entries(request.ranges).map(([name, range]) =>
    "values" in range
      ? `${paramLabel(name).toLowerCase()} ${range.values.join(", ")}`
      : `${paramLabel(name).toLowerCase()} ${range.from} to ${range.to} by ${range.step}`,
  );
  return [
    ["Ranges", ranges.join("; ")],
    [
      "Method",
      request.method === "grid" && request.sets === BACKTEST_SETS_MAX
        ? METHODS.grid
        : `${METHODS[request.method].split(":")[0]}, ${formatCount(request.sets)} sets at most`,
    ],
    ["Best by", `${objectiveWords(request.objective)}, ${formatCount(request.minTrades)} trades at least`],
    ...(request.kind === "walk-forward"
      ? [
          [
            "Windows",
            `${MODES[request.mode].split(":")[0]}, fit ${request.fitDays} d, judge ${request.judgeDays} d`,
          ] as const,
        ]
      : []),
  ];
}

const timing = ({ timing: { wallMs, cpuMs, threads } }: BacktestReport): Fact => [
  "Took",
  `${tookWords(wallMs)}, ${tookWords(cpuMs)} of CPU on ${formatCount(threads)} ${threads === 1 ? "thread" : "threads"}`,
];
