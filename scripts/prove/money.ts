// npm run prove -- money [--runs 5000] [--seed 1] [--json]: random trading over five exchanges' rules and three quote
// currencies, in memory, on the production core. Ends with status 1, and the seed, when a sum did not hold.
import { parseArgs } from "node:util";
import { proveMoney } from "@/server/worker/proof/prove-money";

function readArguments() {
  const options = { runs: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [runs, seed] = [values.runs ?? "5000", values.seed ?? "1"];
    if (/^[1-9]\d{0,6}$/.test(runs) && /^\d{1,9}$/.test(seed))
      return { runs: Number(runs), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- money [--runs 5000] [--seed 1] [--json]");
  process.exit(2);
}

const { runs, seed, json } = readArguments();
const startedAt = Date.now();
const proof = proveMoney(runs, seed);
const result = { ...proof, seconds: Math.round((Date.now() - startedAt) / 1_000) };
if (json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(22)} ${String(value)}`);
if (result.violations.length > 0) {
  console.error(`Broken. The same again: npm run prove -- money --runs ${runs} --seed ${seed}`);
  process.exitCode = 1;
}
