// npm run bench -- stops [--json]: from the price that hits a stop to the wire, through the worker's own wiring: 200 hits
// with every venue answering, 200 while another venue never does, all positions of a fleet at once, and what it takes to
// check ten thousand stops against new prices.
import {
  measureStops,
  type StopFigures,
  type StopStage,
  stopGroups,
} from "@/server/worker/bench/measure-stops";
import { arrangeStopFleet } from "@/server/worker/testing/arrange-stop-fleet";
import { withAppDatabase } from "../lib/app-database";

const STAGE: StopStage = {
  fast: "binance",
  slow: "luno",
  hits: 200,
  slowPositions: 50,
  burst: { positions: 500, symbols: 100 },
};

async function main(): Promise<void> {
  await withAppDatabase(async (database) => {
    await arrangeStopFleet(database.url, stopGroups(STAGE), Date.now() - 3_600_000);
    print(await measureStops(STAGE), database.own ? "temporary, durable" : "given");
  });
}

function print(figures: StopFigures, database: string): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...figures, database }));
  else console.table(figures);
}

await main();
process.exit(0);
