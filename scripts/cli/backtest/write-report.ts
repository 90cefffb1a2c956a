import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { type ReportPage, renderReport } from "@/server/backtest/html-report/render-report";
import { BadInput, type Given } from "./read-call";
import { spell } from "./spell";
import { writeOut } from "./write-tables";

type Told = Pick<ReportPage, "strategy" | "symbols" | "timeframe" | "options" | "notes"> & {
  readonly report: BacktestReport | null;
  readonly repeat?: readonly string[];
};

/** --report FILE.html: the whole report as one page. Does nothing where none was asked for. */
export async function writeReport(
  { report: target }: Given,
  { report, repeat, ...told }: Told,
): Promise<void> {
  if (target === undefined) return;
  if (report === null) throw new BadInput(`There is nothing to write to ${target}: no candle was replayed.`);
  const call = spell(["backtest", ...process.argv.slice(2)]);
  await writeOut(target, renderReport({ ...told, report, call, repeat: repeat ? spell(repeat) : null }));
}
