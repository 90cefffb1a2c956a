import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { replayDay } from "./replay-day";

const FILE = path.resolve("../shared/facts/market/BINANCE_BTC-USDT_5m.csv.gz");

// the whole day is `npm run prove -- feeds`
it.skipIf(!existsSync(FILE))(
  "a quarter of an hour of a recorded market, through five feeds with connections that fall: candles equal to the file's",
  { timeout: 120_000 },
  async () => {
    const results = await replayDay({ file: FILE, lengthMs: 20 * 60_000, speed: 90, cutEveryMs: 2_500 });
    expect(results).toHaveLength(5);
    for (const one of results) {
      expect(one.inFile).toBeGreaterThanOrEqual(2);
      expect(one).toMatchObject({ equal: one.inFile, equalFromTrades: one.inFile, lost: 0 });
    }
  },
);
