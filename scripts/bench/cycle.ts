// npm run bench -- cycle [--json]: one trading cycle of 45, 1,000 and 10,000 bots, from the stored candles to orders
// accepted by the paper venue. Each size has its own timeframe, so that one cycle decides for its bots only.
import { type CycleFigures, measureCycle } from "@/server/worker/bench/measure-cycle";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";
import { withAppDatabase } from "../lib/app-database";

const SIZES = [
  { bots: 45, markets: 45, timeframe: "1m" },
  { bots: 1_000, markets: 200, timeframe: "3m" },
  { bots: 10_000, markets: 200, timeframe: "5m" },
] as const;

async function main(): Promise<void> {
  await withAppDatabase(async (database) => {
    const runs: CycleFigures[] = [];
    for (const size of SIZES) {
      const fleet = await arrangeCycleFleet(database.url, size);
      runs.push(await measureCycle(fleet));
    }
    print({ runs, database: database.own ? "temporary, durable" : "given" });
  });
}

function print(figures: { runs: readonly CycleFigures[]; database: string }): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else console.table(figures.runs);
}

await main();
process.exit(0);
