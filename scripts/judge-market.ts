// Reads the files of --candles before a database is made or touched for them: one sentence and status 2 when they are
// not sound. Run by a start with AMARKTAI_CANDLES set.
import { wallMs } from "@/server/kernel/clock";
import type { GapRule } from "@/server/market/candle-files/candle-file";
import type { TimeUnit } from "@/server/market/candle-files/time-cell";
import { createFeed } from "@/server/market/create-feed";

const said = process.env;
const ask = {
  symbol: said.AMARKTAI_SYMBOL || null,
  columns: said.AMARKTAI_COLUMNS || null,
  unit: (said.AMARKTAI_UNIT || null) as TimeUnit | null,
  zone: said.AMARKTAI_ZONE || null,
  gaps: (said.AMARKTAI_GAPS || "keep") as GapRule,
};
const candlesPaths = (process.env.AMARKTAI_CANDLES ?? "").split(":").filter((path) => path !== "");

try {
  const opened = await createFeed({
    kind: "recorded",
    candlesPaths,
    ask,
    seed: 0,
    wallNow: wallMs(Date.now()),
  });
  if (!opened.ok) {
    process.stderr.write(opened.refusal.message);
    process.exitCode = 2;
  }
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The candle files cannot be read: ${why}`);
  process.exitCode = 2;
}
