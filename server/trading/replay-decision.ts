import type { Timeframe } from "@/server/market/core/candle";
import { toColumns } from "./core/candle-columns";
import { planDecision, planToJson } from "./core/plan-decision";
import { type SnapshotJson, snapshotFromJson } from "./core/snapshot-json";
import { candlesDigest } from "./read-window";
import { tradingRuntime } from "./runtime";
import { findDecision } from "./store";

export type Replay = { readonly same: true } | { readonly same: false; readonly words: string };

/** Makes a recorded decision again from its inputs and the stored candles, and compares. Null when there is no such record. */
export async function replayDecision(q: { decisionId: string; userId: string }): Promise<Replay | null> {
  const record = await findDecision(q.decisionId, q.userId);
  if (!record) return null;
  const inputs = record.inputs as unknown as SnapshotJson;
  const { candles } = inputs;
  const window = await tradingRuntime().loadCandles(
    candles,
    candles.timeframe as Timeframe,
    candles.slotAt,
    candles.count,
  );
  if (candlesDigest(window) !== candles.digest)
    return { same: false, words: "The candles it read are no longer stored." };
  const plan = planDecision(snapshotFromJson(inputs, toColumns(window)));
  const again = planToJson(plan);
  const outcome = record.outcome as Record<string, unknown>;
  const differs = (Object.keys(again) as (keyof typeof again)[]).find(
    (key) => JSON.stringify(again[key]) !== JSON.stringify(reorder(outcome[key], again[key])),
  );
  if (differs || plan.action !== record.action || plan.reasonCode !== record.reasonCode) {
    return { same: false, words: `${differs ?? "the action"} came out differently.` };
  }
  return { same: true };
}

/** JSON columns do not keep the order of keys: gives `stored` the key order of `like`. */
function reorder(stored: unknown, like: unknown): unknown {
  if (Array.isArray(stored) && Array.isArray(like))
    return stored.map((item, index) => reorder(item, like[index]));
  if (stored && like && typeof stored === "object" && typeof like === "object") {
    const source = stored as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(like).map((key) => [key, reorder(source[key], (like as Record<string, unknown>)[key])]),
    );
  }
  return stored;
}
