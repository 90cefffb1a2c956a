// npm run cli -- backtests list | show ID | compare ID ID [--json]: what the app has stored. Status 2 for bad input, 1
// where the database cannot be opened.
import { findOwnerId } from "@/server/auth/find-owner-id";
import { compareBacktests } from "@/server/backtest/compare-backtests";
import type {
  BacktestComparison,
  BacktestListItem,
  BacktestView,
} from "@/server/backtest/core/backtest-view";
import { listBacktests } from "@/server/backtest/list-backtests";
import { moment, percent, ratio } from "@/server/backtest/plain-figures";
import { showBacktest } from "@/server/backtest/show-backtest";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { closeDb } from "@/server/platform/db";
import { plainTable } from "./backtest/plain-table";
import { figureTable } from "./backtest/show-run";
import { searchLines } from "./backtest/show-search";

const { json, database, words } = JSON.parse(process.env.AMARKTAI_CLI ?? "{}") as {
  json: boolean;
  database: { readonly state: string; readonly detail: string };
  words: readonly string[];
};

const KEPT_MAX = 200;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Shown = { readonly value: unknown; readonly text: () => string };

async function main(): Promise<void> {
  if (database.state === "none" || database.state === "failed") {
    console.error(database.detail);
    process.exitCode = 1;
    return;
  }
  const found = await answer(words);
  if (!found.ok) {
    console.error(found.refusal.message);
    process.exitCode = 2;
    return;
  }
  console.log(json ? JSON.stringify(found.value.value) : found.value.text());
}

async function answer([verb, ...ids]: readonly string[]): Promise<Result<Shown>> {
  const wanted = { list: 0, show: 1, compare: 2 }[verb ?? ""] ?? 0;
  if (ids.length !== wanted)
    return refuse(
      "invalid",
      `backtests ${verb} takes ${wanted} ids of backtests: "backtests list" shows them.`,
    );
  const foreign = ids.find((id) => !ID.test(id));
  if (foreign !== undefined)
    return refuse(
      "invalid",
      `"${foreign.slice(0, 40)}" is no id of a backtest: "backtests list" shows them.`,
    );
  const userId = await findOwnerId();
  if (userId === null)
    return refuse("not_found", "Nobody has claimed this installation yet: it has no backtests.");
  const [left = "", right = ""] = ids;
  if (verb === "list") {
    const page = await listBacktests(userId, KEPT_MAX);
    return accept({ value: page, text: () => listText(page.items) });
  }
  if (verb === "show") {
    const view = await showBacktest(userId, left);
    return view.ok ? accept({ value: view.value, text: () => viewText(view.value) }) : view;
  }
  const compared = await compareBacktests({ userId, left, right });
  return compared.ok ? accept({ value: compared.value, text: () => comparedText(compared.value) }) : compared;
}

const listText = (items: readonly BacktestListItem[]): string =>
  items.length === 0
    ? "No backtest is stored."
    : plainTable(items, [
        { head: "asked for, UTC", text: ({ createdAt }) => moment(createdAt) },
        { head: "id", text: ({ id }) => id },
        { head: "status", text: ({ status }) => status },
        { head: "return", right: true, text: ({ headline }) => percent(headline?.totalReturn) },
        { head: "drawdown", right: true, text: ({ headline }) => percent(headline?.maxDrawdown) },
        { head: "Sharpe", right: true, text: ({ headline }) => ratio(headline?.sharpe) },
        { head: "trades", right: true, text: ({ headline }) => (headline ? String(headline.trades) : "–") },
        { head: "what", text: ({ kind, title }) => `${kind}: ${title}` },
      ]);

function viewText(view: BacktestView): string {
  const { title, setup, status, statusReason, progress, report } = view;
  const head = [title, setup, statusReason === null ? status : `${status}: ${statusReason}`];
  if (report !== null)
    return [...head, "", figureTable(report.metrics), "", ...searchLines(report)].join("\n");
  return [...head, `${progress.done} of ${progress.total}. ${progress.step}`].join("\n");
}

function comparedText({ left, right, rows, differences }: BacktestComparison): string {
  const mark = (better: string | null, side: string) => (better === side ? " *" : "");
  const figures = plainTable(rows, [
    { head: "from", text: ({ group }) => group },
    { head: "figure", text: ({ name }) => name },
    {
      head: "left",
      right: true,
      text: ({ left: value, better }) => `${short(value)}${mark(better, "left")}`,
    },
    {
      head: "right",
      right: true,
      text: ({ right: value, better }) => `${short(value)}${mark(better, "right")}`,
    },
  ]);
  const differs = differences.map(({ name, left: a, right: b }) => `${name}: ${a} against ${b}`);
  return [
    `left   ${left.title}`,
    `right  ${right.title}`,
    "",
    figures,
    "",
    "* the better one",
    ...differs,
  ].join("\n");
}

/** Six digits that count are enough to compare by eye. */
const short = (text: string | null): string =>
  text === null ? "–" : String(Number(Number(text).toPrecision(6)));

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
await closeDb();
