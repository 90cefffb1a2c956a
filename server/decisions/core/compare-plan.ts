import type { ReplayView } from "./decision-view";
import { type DecisionPlan, planToJson } from "./plan-decision";

type Recorded = { readonly action: string; readonly reasonCode: string; readonly outcome: unknown };
export type PlanDifference = Extract<ReplayView, { outcome: "different" }>["differences"][number];

const TEXT_MAX = 400;

/** Where a decision made again differs from its record, part by part; nothing when it is the same bit for bit. */
export function comparePlan(record: Recorded, plan: DecisionPlan): readonly PlanDifference[] {
  const again = planToJson(plan);
  const outcome = isObject(record.outcome) ? record.outcome : {};
  const parts: readonly (readonly [string, unknown, unknown])[] = [
    ["action", record.action, plan.action],
    ["reason", record.reasonCode, plan.reasonCode],
    ...Object.entries(again).map(([part, now]) => [part, outcome[part], now] as const),
  ];
  return parts.flatMap(([part, stored, now]) => {
    const recorded = inOrderOf(stored, now);
    const same = JSON.stringify(recorded) === JSON.stringify(now);
    return same ? [] : [{ part, recorded: toShort(recorded), again: toShort(now) }];
  });
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toShort = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
};

/** JSON columns do not keep the order of keys: gives `stored` that of `like`; keys `like` has not stay at the end. */
function inOrderOf(stored: unknown, like: unknown): unknown {
  if (Array.isArray(stored) && Array.isArray(like))
    return stored.map((item, index) => inOrderOf(item, like[index]));
  if (isObject(stored) && isObject(like)) {
    const keys = [...Object.keys(like), ...Object.keys(stored).filter((key) => !(key in like))];
    return Object.fromEntries(keys.map((key) => [key, inOrderOf(stored[key], like[key])]));
  }
  return stored;
}
