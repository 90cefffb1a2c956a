// A process of its own that watches one bot by the machine's clock, which is set forward to before midnight and, once that
// is past, back by an hour. Told: the owner's database (1), the zone (2), the file libfaketime reads (3). A line a look.
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { createSimulatedFeed } from "@/server/market/feeds/simulated-feed";
import { startMarketClock } from "@/server/market/market-clock";
import { openMarketSession } from "@/server/market/open-market-session";
import { closeDb } from "@/server/platform/db";
import { startOfNextDay } from "@/server/portfolio/core/owner-day";
import { GuardedFleet } from "./guarded-fleet";

const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 200;
const BEFORE_MS = 2_000;
const AFTER_MS = 1_500;
const LOOKS_AFTER = 15;
const LOOKS_MOST = 300;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const [ownerUrl = "", timeZone = "", clockFile = ""] = process.argv.slice(2);
const setClock = (at: number) =>
  writeFileSync(clockFile, `@${new Date(at).toISOString().slice(0, 19).replace("T", " ")}\n`);

const startAt = Date.now();
const midnight = startOfNextDay(marketMs(startAt), timeZone);
const feed = createSimulatedFeed({ seed: 1, startAt: marketMs(startAt) });
const session = await openMarketSession({ feed, speed: 1, wallNow: wallMs(startAt) });
const clock = await startMarketClock({ session, logger: silent, followsWall: true });
const fleet = await GuardedFleet.open(ownerUrl, clock.clocks.market());
await fleet.sql(`INSERT INTO settings ("userId","overrides","updatedAt") VALUES ($1,$2,now())`, [
  fleet.key.userId,
  { timeZone, guards: { bookDailyLoss: "0.0001" } },
]);
const botId = await fleet.addBot([{ openedAt: fleet.now, paid: 900 }]);
await fleet.guard();
fleet.price = "88";
await fleet.guard();
setClock(midnight - BEFORE_MS);

let setBack = false;
let looksAfter = 0;
for (let look = 0; look < LOOKS_MOST && looksAfter < LOOKS_AFTER; look++) {
  fleet.now = clock.clocks.market();
  await fleet.guard();
  const { status } = await fleet.bot(botId);
  const [released, unlocked, locked] = await Promise.all(
    ["bot/released", "risk/unlocked", "risk/locked"].map((name) => fleet.told(name)),
  );
  const seen = { wall: Date.now(), market: fleet.now, midnight, status, released, unlocked, locked };
  process.stdout.write(`${JSON.stringify(seen)}\n`);
  if (setBack) looksAfter += 1;
  if (!setBack && fleet.now >= midnight + AFTER_MS) {
    setClock(Date.now() - HOUR_MS);
    setBack = true;
  }
  await sleep(LOOK_EVERY_MS);
}
await clock.stop();
await fleet.close();
await closeDb();
