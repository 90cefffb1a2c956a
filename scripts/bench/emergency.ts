// npm run bench -- emergency [--json]: an emergency stop in the middle of cycles in which a thousand bots enter, each round at
// another moment: how long it takes, and what still reached a venue.
import { type EmergencyRace, raceEmergency } from "@/server/worker/bench/race-emergency";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";
import { emptyTables } from "@/server/worker/testing/prepare-tables";
import { readEntries } from "@/server/worker/testing/read-entries";
import { withAppDatabase } from "../lib/app-database";

const ROUNDS = 20;
const SIZE = { bots: 1_000, markets: 200, timeframe: "3m", crossEvery: 1 } as const;

async function main(): Promise<void> {
  await withAppDatabase(async (database) => {
    const rounds: EmergencyRace[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { url } = database;
      await emptyTables({ ownerUrl: url });
      rounds.push(
        await raceEmergency(await arrangeCycleFleet(url, SIZE), 1 + round * 40, () => readEntries(url)),
      );
    }
    print(rounds, database.own ? "temporary, durable" : "given");
  });
}

function print(rounds: readonly EmergencyRace[], database: string): void {
  const most = (of: (round: EmergencyRace) => number) => Math.max(...rounds.map(of));
  const figures = {
    rounds: rounds.length,
    entries: SIZE.bots,
    stopMs: most(({ stopMs }) => stopMs),
    intentsAfter: most(({ intentsAfter }) => intentsAfter),
    entriesAfter: most(({ entriesAfter }) => entriesAfter),
    lastEntryMs: most(({ lastEntryMs }) => lastEntryMs),
  };
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...figures, database, each: rounds }));
  else {
    console.table(rounds);
    console.log("the worst of each:");
    console.table(figures);
  }
}

await main();
process.exit(0);
