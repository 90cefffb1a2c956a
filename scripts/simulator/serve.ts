// One simulated exchange until it is told to stop. What it takes is told by --help; docs/simulators.md tells the rest.
import { parseArgs } from "node:util";
import { readFaultText } from "@/server/exchange/simulator/core/read-fault-text";
import { fastClocks } from "@/server/exchange/simulator/prices/fast-clocks";
import { recordedPrices } from "@/server/exchange/simulator/prices/recorded-prices";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { exchangeNames, findExchange } from "@/server/kernel/exchange-names";

const HELP = `npm run simulator -- --exchange ${exchangeNames.join("|")}
  --port P        the loopback port (any free one)
  --seed S        of prices and faults (42)
  --candles FILE  prices of a recorded candle file in place of the simulated market, named as recordings are
  --speed N       market time runs N times as fast as the wall clock (1)
  --state FILE    remembers orders, trades, balances and keys there, through a kill -9 too
  --limits N      times the exchange's own rate limits, 0 for none (1)
  --fault TEXT    NAME[@CALL][=PROBABILITY|COUNTx][,ms=N][,value=TEXT][,symbol=BTC/USDT], as often as wanted
One line of JSON with its origin is printed once it answers; its control door is /_simulator/ there.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      exchange: { type: "string" },
      port: { type: "string" },
      seed: { type: "string" },
      candles: { type: "string" },
      speed: { type: "string" },
      state: { type: "string" },
      limits: { type: "string" },
      fault: { type: "string", multiple: true },
      help: { type: "boolean" },
    },
  });
  if (values.help) return console.log(HELP);
  const exchange = findExchange(values.exchange ?? "");
  if (!exchange) return refuse(`--exchange is one of ${exchangeNames.join(", ")}.`);
  const recorded = values.candles === undefined ? null : await recordedPrices(exchange, values.candles);
  const speed = numberOf("speed", values.speed, 1);
  const simulator = await startSimulator({
    exchange,
    port: numberOf("port", values.port, 0),
    seed: numberOf("seed", values.seed, 42),
    limits: numberOf("limits", values.limits, 1),
    prices: recorded?.prices,
    statePath: values.state,
    clocks: fastClocks(speed, recorded?.startAt ?? null),
    faults: (values.fault ?? []).map(readFaultText),
  });
  console.log(JSON.stringify({ exchange, origin: simulator.origin }));
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.once(name, () => simulator.close().then(() => process.exit(0)));
}

function numberOf(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} takes a number, not "${text}".`);
  return value;
}

function refuse(sentence: string): void {
  console.error(`${sentence}\n\n${HELP}`);
  process.exitCode = 2;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
