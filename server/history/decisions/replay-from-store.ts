import { toColumns } from "@/server/decisions/core/candle-columns";
import { comparePlan } from "@/server/decisions/core/compare-plan";
import type { ReplayView } from "@/server/decisions/core/decision-view";
import { planDecision } from "@/server/decisions/core/plan-decision";
import { type SnapshotJson, snapshotFromJson } from "@/server/decisions/core/snapshot-json";
import { candlesDigest } from "@/server/decisions/read-window";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { accept, type Result } from "@/server/kernel/result";
import { type Candle, type Timeframe, timeframes } from "@/server/market/core/candle";
import { getMarketBadge } from "@/server/market/get-market-badge";
import { loadCandles } from "@/server/market/load-candles";
import { readInputs } from "./read-inputs";
import { refuseUnknownDecision } from "./show-decision";
import { type DecisionRecord, findDecisionRecord } from "./store";

/** Reads the candles closed at a slot: the stored ones, or those of a running feed. */
export type LoadCandles = (
  exchange: ExchangeName,
  symbol: string,
  timeframe: Timeframe,
  slotAt: MarketMs,
  count: number,
) => Promise<readonly Candle[]>;

/**
 * Makes a recorded decision again, from its inputs and the candles in the store, and says whether it comes out the
 * same, bit for bit, or what differs. Nothing is written and no order is made.
 *
 * Impossible, and said so, when the candles it read are of another market session or are not stored any more.
 * Refuses with `not_found`, also for a decision that is somebody else's.
 */
export async function replayDecision(
  q: { readonly userId: string; readonly decisionId: string },
  load: LoadCandles = loadCandles,
): Promise<Result<ReplayView>> {
  const record = await findDecisionRecord(q.decisionId, q.userId);
  return record ? accept(await replay(record, load)) : refuseUnknownDecision();
}

async function replay(record: DecisionRecord, load: LoadCandles): Promise<ReplayView> {
  const inputs = readInputs(record.inputs);
  const timeframe = timeframes.find((each) => each === inputs?.candles.timeframe);
  if (!inputs || !timeframe)
    return impossible("Its inputs are recorded in a form that cannot be read any more.");
  const { exchange, symbol, slotAt, count, digest, source } = inputs.candles;
  const window = await load(exchange, symbol, timeframe, marketMs(slotAt), count);
  if (candlesDigest(window) !== digest) return impossible(await missingWords(source));
  const plan = planDecision(snapshotFromJson(record.inputs as SnapshotJson, toColumns(window)));
  const differences = comparePlan(record, plan);
  if (differences.length === 0) {
    return {
      outcome: "identical",
      words: `Made again from ${count} stored candles: identical, bit for bit.`,
    };
  }
  const parts = differences.map(({ part }) => part).join(", ");
  return { outcome: "different", words: `Made again, it differs in ${parts}.`, differences };
}

const impossible = (words: string): ReplayView => ({ outcome: "impossible", words });

async function missingWords(source: string): Promise<string> {
  const badge = await getMarketBadge();
  if (badge && badge.source !== source) {
    return `It was made on the market ${source}; the one in use is ${badge.source}. Start that market to replay it.`;
  }
  return "The candles it read are not stored any more: the newest 5 000 of a series are kept.";
}
