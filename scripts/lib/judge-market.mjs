import path from "node:path";
import { bundle } from "./bundle.mjs";
import { inRoot, node24 } from "./paths.mjs";
import { runStep } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";

/** Refuses, with status 2, recorded prices that are not sound: before a database is made for them. */
export async function judgeMarket({ market, candles, symbol, columns, unit, zone, gaps, dev }) {
  if (market !== "recorded") return;
  const file = dev
    ? await bundle("scripts/judge-market.ts", "judge-market")
    : inRoot("dist", "judge-market.mjs");
  const env = {
    ...process.env,
    AMARKTAI_CANDLES: candles.join(path.delimiter),
    AMARKTAI_SYMBOL: symbol,
    AMARKTAI_COLUMNS: columns,
    AMARKTAI_UNIT: unit,
    AMARKTAI_ZONE: zone,
    AMARKTAI_GAPS: gaps,
  };
  const { code, output } = await runStep(node24(), ["--enable-source-maps", file], { env });
  if (code === 0) return;
  throw new StopWith(
    output.trim().split("\n").at(-1) || "The candle files cannot be read.",
    code === 2 ? 2 : 1,
  );
}
