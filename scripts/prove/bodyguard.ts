// npm run prove -- bodyguard [--fleets 10] [--seed 1] [--json]: healthy fleets of 45 bots over 30 market days, planted faults
// of every kind, and bots that only gain, held against the bodyguard's own rules, in memory. Ends with status 1 when a
// healthy fleet lost more than one bot to a false pause, a fault was not caught within two looks, or a gain paused a bot.
import { parseArgs } from "node:util";
import { proveBodyguard } from "@/server/bodyguard/proof/prove-bodyguard";

const ROGUES_EACH = 20;

function readArguments() {
  const options = {
    fleets: { type: "string" },
    seed: { type: "string" },
    json: { type: "boolean" },
  } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [fleets, seed] = [values.fleets ?? "10", values.seed ?? "1"];
    if (/^[1-9]\d{0,2}$/.test(fleets) && /^\d{1,9}$/.test(seed))
      return { fleets: Number(fleets), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- bodyguard [--fleets 10] [--seed 1] [--json]");
  process.exit(2);
}

const { fleets, seed, json } = readArguments();
const startedAt = Date.now();
const proof = { ...proveBodyguard({ seed, fleets, roguesEach: ROGUES_EACH }), seconds: 0 };
proof.seconds = Math.round((Date.now() - startedAt) / 1_000);
if (json) console.log(JSON.stringify(proof));
else
  for (const [name, value] of Object.entries(proof))
    console.log(`${name.padEnd(16)} ${JSON.stringify(value)}`);
if (proof.violations.length > 0) {
  console.error(`Broken. The same again: npm run prove -- bodyguard --fleets ${fleets} --seed ${seed}`);
  process.exitCode = 1;
}
