// npm run prove -- promotion [--runs 2000] [--seed 1] [--json]: of bots whose edge is known, how many each policy promotes, looked
// at every night. Ends with status 1 where luck is promoted too often, or an edge too rarely.
import { parseArgs } from "node:util";
import { promotionTrials, type TrialName, tryPolicies } from "@/server/promotion/core/try-policies";

const BOUNDS: readonly { readonly trial: TrialName; readonly most?: number; readonly least?: number }[] = [
  { trial: "zeroEdge", most: 0.03 },
  { trial: "skew045", most: 0.05 },
  { trial: "skew095", most: 0.05 },
  { trial: "skew245", most: 0.05 },
  { trial: "edge025", least: 0.85 },
  { trial: "edge040", least: 0.88 },
];

function readArguments() {
  const options = { runs: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [runs, seed] = [values.runs ?? "2000", values.seed ?? "1"];
    if (/^[1-9]\d{0,5}$/.test(runs) && /^\d{1,9}$/.test(seed))
      return { runs: Number(runs), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- promotion [--runs 2000] [--seed 1] [--json]");
  process.exit(2);
}

const { runs: bots, seed, json } = readArguments();
const rates = Object.fromEntries(
  Object.entries(promotionTrials).map(([name, trial]) => [name, tryPolicies({ ...trial, bots, seed })]),
) as Record<TrialName, ReturnType<typeof tryPolicies>>;
const broken = BOUNDS.filter(({ trial, most, least }) => {
  const { evidence } = rates[trial];
  return evidence > (most ?? 1) || evidence < (least ?? 0);
});
const { zeroEdge, skew045, skew095, skew245, edge025, edge040 } = rates;
const figures = {
  bots,
  seed,
  zeroEdgePromoted30d: zeroEdge.evidence,
  zeroEdgeSkewPromoted30d: Math.max(skew045.evidence, skew095.evidence, skew245.evidence),
  edge025Promoted30d: edge025.evidence,
  edge040Promoted14d: edge040.evidence,
  classicZeroEdgePromoted30d: zeroEdge.classic,
};
if (json) console.log(JSON.stringify({ ...figures, rates }));
else {
  console.table(figures);
  console.table(rates);
}
for (const { trial, most, least } of broken)
  console.error(
    `${trial}: ${rates[trial].evidence} promoted, ${most === undefined ? `at least ${least}` : `at most ${most}`} wanted`,
  );
process.exitCode = broken.length > 0 ? 1 : 0;
