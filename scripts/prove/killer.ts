// npm run prove -- killer [--kills 200] [--seed 1] [--latest 60] [--json]: a worker that trades at five simulated exchanges,
// which fail as exchanges fail, dies by SIGKILL at every failpoint of an order's road, and the next one takes over. Then
// all is let settle, and the exchanges' own truth is held against intents, fills and ledger. Ends with status 1, and the
// seed, when something was doubled, lost, unresolved or different. `--runs` says the same as `--kills`; `--latest` is how
// late an order may arrive, in seconds. Ctrl-C ends the kills early; what was done is judged all the same.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { findBreaches } from "@/e2e/invariants";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { closeDb } from "@/server/platform/db";
import { failpoints } from "@/server/platform/failpoint";
import { askSimulator } from "@/server/worker/proof/killer/ask-simulator";
import { judgeKiller, type KillerVerdict } from "@/server/worker/proof/killer/judge-killer";
import { faultCases, type Kill, planKills } from "@/server/worker/proof/killer/plan-kills";
import {
  runVictim,
  SHARDS,
  type VictimLife,
  type VictimPlace,
  warmVictim,
} from "@/server/worker/proof/killer/run-victim";
import { priceWhile, type Stage, setStage } from "@/server/worker/testing/killer-stage";
import { countAtWork, readKiller } from "@/server/worker/testing/read-killer";
import { withAppDatabase } from "../lib/app-database";
import { type Death, type KilledVictim, warmVictims } from "../lib/kill-victims";
import { type Arena, openArena } from "../lib/killer-arena";
import { serveSimulators } from "../lib/killer-simulators";

/** Bots of each exchange: an order without an answer holds its own up for half a minute. */
const BOTS = 48;
/** What has no answer is asked for soon. */
const SETTINGS = { orderDeadlineMs: 1_500, entryRestMs: 1_500 };
/** A victim that is at work and has not passed its failpoint by then is killed wherever it is. */
const AT_WORK_MS = 1_500;
/** When one that is to die while it stops is told to. */
const STOP_AFTER_MS = 300;
/** However slow the machine: by then it is killed. */
const LIFE_MOST_MS = 20_000;
/** A given-up order is looked for that long after its deadline; then a comparison or two. */
const CALM_MS = 150_000;
const CALM_LOOK_MS = 1_000;
/** Of a long run somebody may want to know how far it is. */
const TOLD_EVERY = 100;

type Options = {
  readonly kills: number;
  readonly seed: number;
  readonly latestMs: number;
  /** somebody has had enough: what was done so far is judged */
  readonly enough: AbortSignal;
};
type Figures = KillerVerdict & Readonly<Record<string, unknown>>;

const [, script = ""] = process.argv;

async function prove(url: string, options: Options): Promise<Figures> {
  const startedAt = Date.now();
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-killer-"));
  const arena = await openArena({
    home,
    script,
    seed: options.seed,
    setStage: (origins) => setStage(url, origins, { bots: BOTS, settings: SETTINGS }),
  });
  await closeDb();
  const environment = {
    AMARKTAI_PROOF_ROLE: JSON.stringify(toPlace(arena)),
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
  };
  const victims = warmVictims(script, environment, 1);
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const battered = await batter({ ...arena, options, victims });
    const calm = await settle({ ...arena, client, victims, latestMs: options.latestMs });
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    return { ...battered, ...calm, seed: options.seed, seconds };
  } finally {
    await client.end();
    await victims.end();
    await arena.end();
  }
}

const toPlace = ({ stage: { userId, rules }, origins }: Arena<Stage>): VictimPlace => ({
  userId,
  origins: [...origins],
  rules: rules.map(
    (one) =>
      Object.fromEntries(
        Object.entries(one).map(([name, value]) => [name, String(value)]),
      ) as VictimPlace["rules"][number],
  ),
});

type Killing = Omit<Arena<Stage>, "end"> & { readonly victims: ReturnType<typeof warmVictims> };

async function batter({ options, origins, stage, victims }: Killing & { readonly options: Options }) {
  const fallen = new Set<ExchangeName>();
  const tally = openTally();
  for (const kill of planKills(exchangeNames, options)) {
    const victim = await victims.next();
    for (const exchange of kill.turning) if (!fallen.delete(exchange)) fallen.add(exchange);
    await spoil(origins, stage, kill, fallen);
    victim.begin(toLife(stage, fallen, { ...kill, shard: tally.kills() % SHARDS }));
    tally.note(kill, await die(victim, kill));
    if (tally.kills() === options.kills || options.enough.aborted) break;
  }
  return tally.figures();
}

/** What was killed where, and how often each fault was set at an exchange meanwhile. */
function openTally() {
  const struck = new Map<string, number>(failpoints.map((name) => [name, 0]));
  const met = new Map<string, number>(faultCases.map((name) => [name, 0]));
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  let [kills, atFailpoints] = [0, 0];
  return {
    kills: () => kills,
    note: ({ at, faults }: Kill, death: Death) => {
      if (death === "stopped") return;
      kills += 1;
      if (death === "at its failpoint") atFailpoints += 1;
      if (death === "at its failpoint") count(struck, at);
      for (const { name } of faults.values()) count(met, name);
      if (kills % TOLD_EVERY === 0)
        console.error(`${kills} kills, ${atFailpoints} of them at their failpoint`);
    },
    figures: () => ({
      kills,
      atFailpoints,
      struck: Object.fromEntries(struck),
      met: Object.fromEntries(met),
    }),
  };
}

async function die(victim: KilledVictim, { at }: Kill): Promise<Death> {
  const isStop = at.startsWith("stop.");
  if (isStop) void victim.atWork.then(() => setTimeout(victim.stop, STOP_AFTER_MS));
  return victim.died({ atWorkMs: isStop ? LIFE_MOST_MS : AT_WORK_MS, mostMs: LIFE_MOST_MS });
}

const toLife = (
  { markets }: Stage,
  fallen: ReadonlySet<ExchangeName>,
  { at, hit, shard }: Pick<VictimLife, "at" | "hit" | "shard">,
): VictimLife => ({
  at,
  hit,
  shard,
  prices: markets.map((market) => ({ ...market, price: priceWhile(market, fallen.has(market.exchange)) })),
});

/** This life's prices and faults at every exchange; those of the last one that did not strike are over. */
async function spoil(
  origins: Arena<Stage>["origins"],
  { markets }: Stage,
  { faults }: Pick<Kill, "faults">,
  fallen: ReadonlySet<ExchangeName>,
): Promise<void> {
  await Promise.all(
    [...origins].map(async ([exchange, origin]) => {
      await askSimulator(origin, "POST", "faults/clear", {});
      for (const market of markets.filter((one) => one.exchange === exchange))
        await askSimulator(origin, "POST", "price", {
          symbol: market.symbol,
          price: priceWhile(market, fallen.has(exchange)),
        });
      for (const ask of faults.get(exchange)?.asks ?? []) await askSimulator(origin, "POST", "faults", ask);
    }),
  );
}

/** One more worker, which nothing is done to, until nothing is left to settle; answers what is there then. */
async function settle(
  arena: Killing & { readonly client: Client; readonly latestMs: number },
): Promise<KillerVerdict & { readonly calmSeconds: number }> {
  const { client, origins, stage, victims, latestMs } = arena;
  const from = Date.now();
  await spoil(origins, stage, { faults: new Map() }, new Set());
  const victim = await victims.next();
  victim.begin(toLife(stage, new Set(), { at: null, hit: 0, shard: null }));
  for (;;) {
    await sleep(CALM_LOOK_MS);
    const waited = Date.now() - from;
    if (waited < latestMs || (waited < latestMs + CALM_MS && (await countAtWork(client)) > 0)) continue;
    const verdict = judgeKiller({
      ...(await readKiller(client, origins)),
      breaches: await breachesIn(client),
    });
    if (verdict.violations.length > 0 && waited < latestMs + CALM_MS) continue;
    victim.stop();
    await victim.ended();
    return { ...verdict, calmSeconds: Math.round(waited / 1_000) };
  }
}

/** What is broken in the books, whatever was killed; the paper venue's balances are not those of this book. */
const breachesIn = async (client: Client): Promise<readonly string[]> =>
  (await findBreaches(client))
    .filter(({ invariant }) => !invariant.startsWith("ledger = venue"))
    .map(({ invariant, rows }) => `${invariant}: ${JSON.stringify(rows)}`);

async function beVictim(place: VictimPlace): Promise<void> {
  await warmVictim(place);
  process.once("disconnect", () => process.exit(1));
  process.once("message", (life) => {
    const stop = runVictim(place, life as VictimLife, () => process.send?.("at work"));
    process.once("SIGTERM", async () => {
      await (await stop)();
      process.exit(0);
    });
  });
  process.send?.("warm");
}

function readArguments() {
  const text = { type: "string" } as const;
  const options = { runs: text, kills: text, seed: text, latest: text, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const kills = values.kills ?? values.runs ?? "200";
    const [seed, latest] = [values.seed ?? "1", values.latest ?? "60"];
    if (/^[1-9]\d{0,5}$/.test(kills) && /^\d{1,9}$/.test(seed) && /^([1-9]|[1-5]\d|60)$/.test(latest))
      return {
        kills: Number(kills),
        seed: Number(seed),
        latestMs: Number(latest) * 1_000,
        json: values.json ?? false,
      };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- killer [--kills 200] [--seed 1] [--latest 60] [--json]");
  process.exit(2);
}

async function main(): Promise<void> {
  const { json, ...asked } = readArguments();
  const enough = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => enough.abort());
  const options = { ...asked, enough: enough.signal };
  process.env.AMARKTAI_LOG_LEVEL ??= "silent";
  // only workers are killed: what Postgres has committed stays, and waiting for its disk would prove nothing here
  const figures = await withAppDatabase(({ url }) => prove(url, options), { durable: false });
  if (json) console.log(JSON.stringify(figures));
  else
    for (const [name, value] of Object.entries(figures))
      console.log(`${name.padEnd(18)} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  if (figures.violations.length === 0) return;
  const { kills, seed, latestMs } = options;
  console.error(
    `Broken. The same again: npm run prove -- killer --kills ${kills} --seed ${seed} --latest ${latestMs / 1_000}`,
  );
  process.exitCode = 1;
}

const role = process.env.AMARKTAI_PROOF_ROLE;
if (role) {
  // Ctrl-C reaches the whole group: who started this one decides when it ends
  process.on("SIGINT", () => undefined);
  const told = JSON.parse(role) as VictimPlace | { seed: number };
  await ("seed" in told ? serveSimulators(told.seed) : beVictim(told));
} else await main();
