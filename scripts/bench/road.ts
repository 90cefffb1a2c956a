// npm run bench -- road [--json]: how long an order waits between the commit of its intent and the wire, with every exchange
// answering and with one that takes ten seconds for each answer; and how long it takes to compare a venue with a thousand open
// orders. At five simulated exchanges over HTTP, on a durable Postgres. `--only wire` or `--only reconcile` measures one of them.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import {
  measureCommit,
  measureReconcile,
  measureWire,
  placeResting,
  planResting,
  untilOpen,
  type WireFigures,
} from "@/server/worker/bench/measure-road";
import { askSimulator } from "@/server/worker/proof/killer/ask-simulator";
import { openRoad, type Road } from "@/server/worker/proof/killer/open-road";
import { findCall } from "@/server/worker/testing/find-call";
import {
  acknowledgeResting,
  arrangeResting,
  type Stage,
  setStage,
} from "@/server/worker/testing/killer-stage";
import { withAppDatabase } from "../lib/app-database";
import { type Arena, openArena } from "../lib/killer-arena";
import { serveSimulators } from "../lib/killer-simulators";

const SEED = 1;
const OPEN_ORDERS = 1_000;
const BOTS = OPEN_ORDERS + 200;
const SENDS = 150;
const HANGS: ExchangeName = "valr";
const HANG_MS = 10_000;
/** Before anything counts: clients are opened, markets read. */
const WARM_SENDS = 20;

type Figures = {
  readonly wire: WireFigures;
  /** the same while one exchange hangs */
  readonly hung: WireFigures;
  /** of one bare row: what the disk costs here */
  readonly commit: { readonly p50Ms: number; readonly p99Ms: number };
  readonly openOrders: number;
  readonly reconcileMs: Readonly<Record<string, number>>;
  /** before it, until what was under way at the venues had ended; no part of it */
  readonly laneWaitMs: Readonly<Record<string, number>>;
  readonly reconcileMostMs: number;
  readonly difference: string;
};

async function measure(url: string, only: string | undefined): Promise<Partial<Figures>> {
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-road-"));
  const [, script = ""] = process.argv;
  const arena = await openArena({
    home,
    script,
    seed: SEED,
    setStage: (origins) => setStage(url, origins, { bots: BOTS, settings: {} }),
  });
  const { stage } = arena;
  const prices = stage.markets;
  for (const { exchange, symbol, price } of prices)
    await askSimulator(originOf(arena, exchange), "POST", "price", { symbol, price });
  const road = await openRoad({ rules: stage.rules, prices });
  try {
    await untilOpen(road, exchangeNames);
    return {
      ...(only === "reconcile" ? {} : await measureWires(url, arena, road)),
      ...(only === "wire" ? {} : { openOrders: OPEN_ORDERS, ...(await reconcileAll(url, road, stage)) }),
    };
  } finally {
    await road.trader.stop();
    await arena.end();
  }
}

async function measureWires(url: string, arena: Arena<Stage>, road: Road) {
  const sends = {
    bots: BOTS * exchangeNames.length,
    originOf: (exchange: ExchangeName) => originOf(arena, exchange),
    callOf: (orderId: string) => findCall(orderId, HANGS),
  };
  await measureWire(road, { ...sends, orders: WARM_SENDS });
  const wire = await measureWire(road, { ...sends, orders: SENDS });
  await askSimulator(originOf(arena, HANGS), "POST", "faults", { name: "slow", on: "*", ms: HANG_MS });
  const hung = await measureWire(road, { ...sends, orders: SENDS });
  await askSimulator(originOf(arena, HANGS), "POST", "faults/clear", {});
  await road.trader.drained();
  return { wire, hung, commit: await measureCommit(url, SENDS) };
}

const originOf = ({ origins }: Arena<Stage>, exchange: ExchangeName): string => {
  const origin = origins.get(exchange);
  if (origin === undefined) throw new Error(`no simulator of ${exchange}`);
  return origin;
};

async function reconcileAll(url: string, road: Road, { userId, rules, markets }: Stage) {
  const reconcileMs: Record<string, number> = {};
  const laneWaitMs: Record<string, number> = {};
  let difference = "0";
  for (const exchange of exchangeNames) {
    const market = rules.find((one) => one.exchange === exchange);
    const price = markets.find((one) => one.exchange === exchange && one.symbol === market?.symbol)?.price;
    if (!market || price === undefined) throw new Error(`no market of ${exchange}`);
    const resting = planResting({ rules: market, price }, OPEN_ORDERS);
    await arrangeResting(url, market, resting);
    await acknowledgeResting(url, resting, await placeResting(road, userId, market, resting));
    const { ms, waitedMs, difference: differs } = await measureReconcile(road, exchange);
    reconcileMs[exchange] = ms;
    laneWaitMs[exchange] = waitedMs;
    if (differs !== "0") difference = `${exchange} ${differs}`;
  }
  return { reconcileMs, laneWaitMs, reconcileMostMs: Math.max(...Object.values(reconcileMs)), difference };
}

const role = process.env.AMARKTAI_PROOF_ROLE;
if (role) await serveSimulators((JSON.parse(role) as { seed: number }).seed);
else {
  process.env.AMARKTAI_LOG_LEVEL ??= "error";
  const { only } = parseArgs({
    args: process.argv.slice(2),
    options: { only: { type: "string" }, json: { type: "boolean" } },
  }).values;
  await withAppDatabase(async (database) => {
    const figures = {
      ...(await measure(database.url, only)),
      database: database.own ? "temporary, durable" : "given",
    };
    console.log(process.argv.includes("--json") ? JSON.stringify(figures) : JSON.stringify(figures, null, 2));
  });
  process.exit(0);
}
