// The five simulated exchanges of `npm start -- --practice` in one process: each on the port that its origin names,
// each with a file that remembers it. A first start opens an account at each; its keys are taken on the page of exchanges.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type ExchangeName, exchanges, findExchange } from "@/server/kernel/exchange-names";
import { PRACTICE_ACCOUNT } from "@/server/vault/core/simulators";

/** What a practice account starts with, in its exchange's home quote. */
const STARTS_WITH: Readonly<Record<string, string>> = { ZAR: "200000", USDT: "10000", USD: "10000" };

async function main(): Promise<void> {
  const { AMARKTAI_SIMULATORS = "", AMARKTAI_SIMULATOR_STATE = "", AMARKTAI_SEED = "42" } = process.env;
  mkdirSync(AMARKTAI_SIMULATOR_STATE, { recursive: true, mode: 0o700 });
  const started = await Promise.all(
    AMARKTAI_SIMULATORS.split(",").map(async (part) => {
      const [name = "", origin = ""] = part.split("=");
      const exchange = findExchange(name);
      if (!exchange) throw new Error(`"${name}" is no exchange`);
      return open(exchange, Number(new URL(origin).port), AMARKTAI_SIMULATOR_STATE, Number(AMARKTAI_SEED));
    }),
  );
  console.log(`${started.length} simulated exchanges answer: ${AMARKTAI_SIMULATORS}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => Promise.all(started.map((each) => each.close())).then(() => process.exit(0)));
}

async function open(exchange: ExchangeName, port: number, folder: string, seed: number) {
  const statePath = path.join(folder, `${exchange}.journal`);
  const simulator = await startSimulator({ exchange, port, seed, statePath });
  const { homeQuote } = exchanges[exchange];
  if (simulator.control.truth().balances[PRACTICE_ACCOUNT] === undefined)
    simulator.control.move(PRACTICE_ACCOUNT, homeQuote, STARTS_WITH[homeQuote] ?? "10000");
  return simulator;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
