// npm run bench -- emergency [--json]: an emergency stop in the middle of cycles in which a thousand bots enter, each round at
// another moment: how long it takes, and what still reached a venue; and the same at five simulated exchanges over HTTP.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { untilOpen } from "@/server/worker/bench/measure-road";
import { type ExchangeRace, raceAtExchanges } from "@/server/worker/bench/race-at-exchanges";
import { type EmergencyRace, raceEmergency } from "@/server/worker/bench/race-emergency";
import { askSimulator } from "@/server/worker/proof/killer/ask-simulator";
import { openRoad } from "@/server/worker/proof/killer/open-road";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";
import { type Stage, setStage } from "@/server/worker/testing/killer-stage";
import { emptyTables } from "@/server/worker/testing/prepare-tables";
import { readEntries } from "@/server/worker/testing/read-entries";
import { withAppDatabase } from "../lib/app-database";
import { type Arena, openArena } from "../lib/killer-arena";
import { serveSimulators } from "../lib/killer-simulators";
import { serveStops, startStopper } from "../lib/stopping-process";

const ROUNDS = 20;
const SIZE = { bots: 1_000, markets: 200, timeframe: "3m", crossEvery: 1 } as const;
const HTTP_ROUNDS = 10;
const BOTS_EACH = SIZE.bots / exchangeNames.length;
const SEED = 1;

async function main(): Promise<void> {
  await withAppDatabase(async ({ url, own }) => {
    // first: the environment, which names the simulators, is read once
    const overHttp = await raceOverHttp(url);
    const rounds: EmergencyRace[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await emptyTables({ ownerUrl: url });
      const fleet = await arrangeCycleFleet(url, SIZE);
      rounds.push(await raceEmergency(fleet, 1 + round * 40, () => readEntries(url)));
    }
    print(rounds, overHttp, own ? "temporary, durable" : "given");
  });
}

async function raceOverHttp(url: string): Promise<readonly ExchangeRace[]> {
  const [, script = ""] = process.argv;
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-race-"));
  const setThe = (origins: Arena<Stage>["origins"]) =>
    setStage(url, origins, { bots: BOTS_EACH, settings: {} });
  const arena = await openArena({ home, script, seed: SEED, setStage: setThe });
  const rounds: ExchangeRace[] = [];
  try {
    for (let round = 0; round < HTTP_ROUNDS; round++) {
      if (round > 0) await emptyTables({ ownerUrl: url });
      const stage = round > 0 ? await setThe(arena.origins) : arena.stage;
      rounds.push(await raceOnce(url, { ...arena, stage }, 1 + round * 40));
    }
  } finally {
    await arena.end();
  }
  return rounds;
}

async function raceOnce(url: string, { origins, stage }: Arena<Stage>, after: number): Promise<ExchangeRace> {
  const { userId, rules, markets } = stage;
  for (const { exchange, symbol, price } of markets)
    await askSimulator(origins.get(exchange) ?? "", "POST", "price", { symbol, price });
  const before = await readArrivals(origins);
  const road = await openRoad({ rules, prices: markets });
  const [, script = ""] = process.argv;
  const stopper = await startStopper(script, userId);
  try {
    await untilOpen(road, exchangeNames);
    return await raceAtExchanges(road, {
      stop: stopper.stop,
      bots: SIZE.bots,
      after,
      arrivals: async () => (await readArrivals(origins)).slice(before.length),
      countIntents: async () => (await readEntries(url)).length,
    });
  } finally {
    await stopper.end();
    await road.trader.stop();
  }
}

type Seen = { readonly orders: readonly { readonly side: string; readonly createdAt: number }[] };

/** When each buy reached its exchange, oldest first. */
async function readArrivals(origins: Arena<Stage>["origins"]): Promise<readonly number[]> {
  const truths = await Promise.all(
    [...origins.values()].map((one) => askSimulator<Seen>(one, "GET", "truth")),
  );
  const buys = truths.flatMap(({ orders }) => orders.filter(({ side }) => side === "buy"));
  return buys.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
}

function print(rounds: readonly EmergencyRace[], overHttp: readonly ExchangeRace[], database: string): void {
  const figures = {
    rounds: rounds.length,
    entries: SIZE.bots,
    stopMs: most(rounds, ({ stopMs }) => stopMs),
    intentsAfter: most(rounds, ({ intentsAfter }) => intentsAfter),
    entriesAfter: most(rounds, ({ entriesAfter }) => entriesAfter),
    lastEntryMs: most(rounds, ({ lastEntryMs }) => lastEntryMs),
    httpRounds: overHttp.length,
    httpStopMs: most(overHttp, ({ stopMs }) => stopMs),
    httpIntentsAfter: most(overHttp, ({ intentsAfter }) => intentsAfter),
    httpLastArrivalMs: most(overHttp, ({ lastArrivalMs }) => lastArrivalMs),
  };
  if (process.argv.includes("--json"))
    console.log(JSON.stringify({ ...figures, database, each: rounds, overHttp }));
  else {
    console.table(rounds);
    console.table(overHttp);
    console.log("the worst of each:");
    console.table(figures);
  }
}

const most = <R>(rounds: readonly R[], of: (round: R) => number): number => Math.max(...rounds.map(of));

const role = JSON.parse(process.env.AMARKTAI_PROOF_ROLE ?? "{}") as { seed?: number; stops?: string };
if (role.seed !== undefined) await serveSimulators(role.seed);
else if (role.stops !== undefined) await serveStops(role.stops);
else {
  process.env.AMARKTAI_LOG_LEVEL ??= "error";
  await main();
  process.exit(0);
}
