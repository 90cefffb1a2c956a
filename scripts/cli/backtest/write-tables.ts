import { writeFile } from "node:fs/promises";
import papaparse from "papaparse";
import { plainNumber } from "@/server/backtest/core/plain-number";
import { BadInput, type Given } from "./read-call";

type Timed = { readonly openTime: number; readonly closeTime: number };
type Series = { readonly at: ArrayLike<number>; readonly equity: ArrayLike<number> };

/** --trades and --equity: whole tables, for spreadsheets. */
export async function writeTables(
  { trades, equity }: Given,
  made: readonly Timed[],
  series: Series,
): Promise<void> {
  const iso = (at: number): string => new Date(at).toISOString();
  if (trades !== undefined) {
    await writeTable(
      trades,
      made.map((trade) => ({ ...trade, openTime: iso(trade.openTime), closeTime: iso(trade.closeTime) })),
    );
  }
  if (equity !== undefined) {
    await writeTable(
      equity,
      Array.from(series.equity, (value, at) => ({
        openTime: iso(series.at[at] as number),
        equity: plainNumber(value),
      })),
    );
  }
}

const writeTable = (target: string, rows: readonly object[]): Promise<void> =>
  writeOut(target, `${papaparse.unparse([...rows], { newline: "\n" })}\n`);

/** A file that was asked for; throws BadInput where it cannot be written. */
export async function writeOut(target: string, text: string): Promise<void> {
  await writeFile(target, text).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`${target} cannot be written (${error.code ?? error.message}). Name another file.`);
  });
}
