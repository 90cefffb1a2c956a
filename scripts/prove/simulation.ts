// npm run prove -- simulation [--runs 10000] [--seed 1] [--json]: the order road at an exchange that loses, delays, doubles
// and shuffles, in a process that dies at any step; in memory, on the functions that trade. Ends with status 1, and the
// seed, when something was doubled, lost or guessed.
import { parseArgs } from "node:util";
import { proveSimulation } from "@/server/worker/proof/road/prove-simulation";

function readArguments() {
  const options = { runs: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [runs, seed] = [values.runs ?? "10000", values.seed ?? "1"];
    if (/^[1-9]\d{0,6}$/.test(runs) && /^\d{1,9}$/.test(seed))
      return { runs: Number(runs), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- simulation [--runs 10000] [--seed 1] [--json]");
  process.exit(2);
}

const { runs, seed, json } = readArguments();
const startedAt = Date.now();
const proof = proveSimulation(runs, seed);
const { firstViolation, ...figures } = proof;
const seconds = Math.round((Date.now() - startedAt) / 1_000);
if (json) console.log(JSON.stringify({ ...proof, seconds }));
else
  for (const [name, value] of Object.entries({ ...figures, seconds }))
    console.log(`${name.padEnd(22)} ${String(value)}`);
if (firstViolation) {
  console.error(`Broken: ${firstViolation.what}`);
  console.error(`The same again: npm run prove -- simulation --runs 1 --seed ${firstViolation.seed}`);
  process.exitCode = 1;
}
