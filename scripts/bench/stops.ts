// npm run bench -- stops [--json]: from the price that hits a stop to the wire, through the worker's own wiring: 200 hits
// with every venue answering, 200 while another venue never does, all positions of a fleet at once, and what it takes to
// check ten thousand stops against new prices.
import path from "node:path";
import {
  measureStops,
  type StopFigures,
  type StopStage,
  stopGroups,
} from "@/server/worker/bench/measure-stops";
import { arrangeStopFleet } from "@/server/worker/testing/arrange-stop-fleet";

type ToolDatabase = {
  readonly url: string;
  readonly own: object | null;
  readonly close: () => Promise<void>;
};
type Opener = {
  openToolDatabase: (options: { adminUrl?: string | undefined; durable?: boolean }) => Promise<ToolDatabase>;
};

const STAGE: StopStage = {
  fast: "binance",
  slow: "luno",
  hits: 200,
  slowPositions: 50,
  burst: { positions: 500, symbols: 100 },
};

async function main(): Promise<void> {
  const library = path.join(process.cwd(), "scripts", "lib", "tool-database.mjs");
  const { openToolDatabase } = (await import(library)) as Opener;
  const database = await openToolDatabase({ adminUrl: process.env.AMARKTAI_TEST_DATABASE_URL });
  try {
    const asApp = new URL(database.url);
    asApp.search = `?options=${encodeURIComponent("-c role=amarktai_app")}`;
    process.env.DATABASE_URL = asApp.href;
    process.env.AMARKTAI_LOG_LEVEL ??= "error";
    await arrangeStopFleet(database.url, stopGroups(STAGE), Date.now() - 3_600_000);
    print(await measureStops(STAGE), database.own ? "temporary, durable" : "given");
  } finally {
    await database.close();
  }
}

function print(figures: StopFigures, database: string): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...figures, database }));
  else console.table(figures);
}

await main();
process.exit(0);
