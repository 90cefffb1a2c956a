// A report in words: one composition, which HTML and plain text print alike.

import { printMoney, printPercent, printResult } from "@/server/history/print-figure";
import { printInstant } from "@/server/history/print-instant";
import type { Book } from "@/server/kernel/book";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { type BotResult, type CurrencyReport, isQuiet, type ReportContent, type Said } from "../core/report";
import type { ReportKind } from "../core/report-kinds";

type Tone = "up" | "down" | "plain";
type Figure = { readonly label: string; readonly value: string; readonly tone: Tone };
export type Block =
  | { readonly kind: "heading" | "note"; readonly text: string }
  | { readonly kind: "figures"; readonly rows: readonly Figure[] }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** the equity of a currency, drawn; its words say what the picture shows */
  | { readonly kind: "chart"; readonly currency: string; readonly words: string };
export type Letter = {
  readonly subject: string;
  readonly title: string;
  /** what a mailbox shows beside the subject */
  readonly summary: string;
  readonly blocks: readonly Block[];
};

const KIND_WORDS: { readonly [kind in ReportKind]: string } = {
  daily: "Daily report",
  weekly: "Weekly report",
  monthly: "Monthly report",
};
const BOOK_WORDS: { readonly [book in Book]: string } = {
  live: "live book",
  practice: "practice book",
  paper: "paper book",
  demo: "demo book",
};
/** Whose money it is not. */
const BOOK_NOTES: { readonly [book in Book]: string } = {
  live: "Real money at your exchanges.",
  practice: "Simulated exchanges on this machine: no real money.",
  paper: "Paper: live prices, no real money.",
  demo: "Demo: prices that are not live, no real money.",
};

/** A report as a letter; books and currencies stay apart. */
export function composeLetter(report: ReportContent): Letter {
  const title = `${KIND_WORDS[report.kind]}: ${report.words}, ${BOOK_WORDS[report.book]}`;
  const quiet = isQuiet(report);
  const summary = quiet ? "Nothing happened." : report.currencies.map(summaryOf).join("; ");
  return {
    subject: `Amarktai ${title}`,
    title,
    summary,
    blocks: [
      { kind: "note", text: BOOK_NOTES[report.book] },
      ...(quiet ? [QUIET] : []),
      ...report.currencies.flatMap((each) => ofCurrency(each, report)),
      ...happened("Promotions", report.promotions, report),
      ...happened("What the bodyguard did", report.bodyguard, report),
      ...alertsOf(report),
      ...standingOf(report),
      { kind: "note", text: footOf(report) },
    ],
  };
}

const QUIET: Block = {
  kind: "note",
  text: "Nothing happened: no bot bought or sold, none was promoted or stopped, and there was no alert.",
};

const summaryOf = (each: CurrencyReport): string =>
  `${each.profit === null ? "Profit not known" : result(each.profit, each.currency)}, ${plural(each.closed, "trade")} closed`;

function ofCurrency(each: CurrencyReport, { until, timeZone }: ReportContent): readonly Block[] {
  const { currency, curve } = each;
  const chart: readonly Block[] =
    curve.length < 2 ? [] : [{ kind: "chart", currency, words: chartWords(each) }];
  return [
    { kind: "heading", text: currency },
    { kind: "figures", rows: figuresOf(each) },
    ...(each.equityEnd === null
      ? [{ kind: "note" as const, text: `Nothing valued the book by ${instant(until, timeZone)}.` }]
      : []),
    ...chart,
    ...ranked("Best bots", each.best, currency),
    ...ranked("Worst bots", each.worst, currency),
  ];
}

function figuresOf(each: CurrencyReport): readonly Figure[] {
  const { currency, profit, profitRatio, funded, closed, wins } = each;
  const percent = profitRatio === null ? "" : ` (${printPercent(toDecimal(profitRatio))})`;
  const share = closed === 0 ? "" : ` (${Math.round((wins / closed) * 100)}\u00a0%)`;
  return [
    {
      label: "Profit or loss",
      value: profit === null ? UNKNOWN : `${result(profit, currency)}${percent}`,
      tone: toneOf(profit),
    },
    {
      label: "Of what was sold, net of fees",
      value: result(each.realised, currency),
      tone: toneOf(each.realised),
    },
    plain("Fees", money(each.fees, currency)),
    plain("Trades closed", String(closed)),
    plain("Of them won", `${wins}${share}`),
    plain("Fills", String(each.fills)),
    plain("Equity at the start", moneyOr(each.equityStart, currency)),
    ...(toDecimal(funded).isZero() ? [] : [plain("Paid in less paid out", result(funded, currency))]),
    plain("Equity at the end", moneyOr(each.equityEnd, currency)),
  ];
}

const UNKNOWN = "not known";
const plain = (label: string, value: string): Figure => ({ label, value, tone: "plain" });

function chartWords({ currency, curve }: CurrencyReport): string {
  const [first, last] = [curve[0]?.equity ?? "0", curve.at(-1)?.equity ?? "0"];
  return `Equity from ${money(first, currency)} to ${money(last, currency)}`;
}

function ranked(heading: string, bots: readonly BotResult[], currency: string): readonly Block[] {
  if (bots.length === 0) return [];
  const rows = bots.map(({ name, realised, ratio, closed }) => ({
    label: `${name} (${plural(closed, "trade")})`,
    value: `${result(realised, currency)}${ratio === null ? "" : ` (${printPercent(toDecimal(ratio))})`}`,
    tone: toneOf(realised),
  }));
  return [
    { kind: "heading", text: `${heading}, ${currency}` },
    { kind: "figures", rows },
  ];
}

const happened = (heading: string, items: readonly Said[], { timeZone }: ReportContent): readonly Block[] =>
  items.length === 0
    ? []
    : [
        { kind: "heading", text: heading },
        { kind: "list", items: items.map(({ at, words }) => `${instant(at, timeZone)}: ${words}`) },
      ];

function alertsOf({ alerts, timeZone }: ReportContent): readonly Block[] {
  const counts = (["critical", "high", "medium", "low"] as const)
    .filter((severity) => alerts[severity] > 0)
    .map((severity) => `${alerts[severity]} ${severity}`);
  if (counts.length === 0) return [];
  return [
    { kind: "heading", text: "Alerts, of the whole system" },
    { kind: "note", text: `${counts.join(", ")}.` },
    { kind: "list", items: alerts.worst.map(({ at, words }) => `${instant(at, timeZone)}: ${words}`) },
  ];
}

function standingOf({ standing, timeZone }: ReportContent): readonly Block[] {
  if (!standing) return [];
  const { display } = standing;
  const rows = standing.totals.flatMap((total): readonly Figure[] => [
    plain(`Equity, ${total.currency}`, money(total.equity, total.currency)),
    {
      label: `Today so far, ${total.currency}`,
      value: total.today === null ? UNKNOWN : result(total.today, total.currency),
      tone: toneOf(total.today),
    },
    plain(`Since the start, ${total.currency}`, printPercent(toDecimal(total.returnRatio))),
    plain(`Below its highest, ${total.currency}`, printPercent(toDecimal(total.drawdownRatio))),
    plain(`Open positions, ${total.currency}`, String(total.openPositions)),
  ]);
  const all =
    display === null || display.equity === null
      ? []
      : [
          plain(
            `All of it in ${display.currency}, at the rates of then`,
            money(display.equity, display.currency),
          ),
        ];
  return [
    { kind: "heading", text: `How the book stood when this was made, ${instant(standing.at, timeZone)}` },
    { kind: "figures", rows: [...rows, ...all] },
  ];
}

const footOf = ({ from, until, timeZone }: ReportContent): string =>
  `From ${instant(from, timeZone)} to ${instant(until, timeZone)}. Each currency stands for itself: none is added to another without a rate.`;

const money = (text: string, currency: string): string => printMoney(toDecimal(text), currency);
const moneyOr = (text: string | null, currency: string): string =>
  text === null ? UNKNOWN : money(text, currency);
const result = (text: string, currency: string): string => printResult(toDecimal(text), currency);
// the year is in the title: it is left out here where it is the same
const instant = (at: string, timeZone: string): string =>
  printInstant(marketMs(new Date(at)), wallMs(new Date(at)), timeZone);
const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function toneOf(text: string | null): Tone {
  if (text === null) return "plain";
  const value = toDecimal(text);
  return value.isZero() ? "plain" : value.isNeg() ? "down" : "up";
}
