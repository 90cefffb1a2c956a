// npm run bench -- cycle [--json]: one trading cycle of 45, 1,000 and 10,000 bots, from the stored candles to orders
// accepted by the paper venue. Each size has its own timeframe, so that one cycle decides for its bots only.
import path from "node:path";
import { type CycleFigures, measureCycle } from "@/server/worker/bench/measure-cycle";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";

type ToolDatabase = {
  readonly url: string;
  readonly own: object | null;
  readonly close: () => Promise<void>;
};
type Opener = {
  openToolDatabase: (options: { adminUrl?: string | undefined; durable?: boolean }) => Promise<ToolDatabase>;
};

const SIZES = [
  { bots: 45, markets: 45, timeframe: "1m" },
  { bots: 1_000, markets: 200, timeframe: "3m" },
  { bots: 10_000, markets: 200, timeframe: "5m" },
] as const;

async function main(): Promise<void> {
  const library = path.join(process.cwd(), "scripts", "lib", "tool-database.mjs");
  const { openToolDatabase } = (await import(library)) as Opener;
  const database = await openToolDatabase({ adminUrl: process.env.AMARKTAI_TEST_DATABASE_URL });
  try {
    const asApp = new URL(database.url);
    asApp.search = `?options=${encodeURIComponent("-c role=amarktai_app")}`;
    process.env.DATABASE_URL = asApp.href;
    process.env.AMARKTAI_LOG_LEVEL ??= "warn";
    const runs: CycleFigures[] = [];
    for (const size of SIZES) {
      const fleet = await arrangeCycleFleet(database.url, size);
      runs.push(await measureCycle(fleet));
    }
    print({ runs, database: database.own ? "temporary, durable" : "given" });
  } finally {
    await database.close();
  }
}

function print(figures: { runs: readonly CycleFigures[]; database: string }): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else console.table(figures.runs);
}

await main();
process.exit(0);
