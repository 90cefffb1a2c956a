// The worker's composition root: the one place where feed, clock, trader, job engine and valuations are put together.
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { createFunctions } from "@/inngest/index";
import type { WorkerRuntime } from "@/inngest/worker-runtime";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { keepHead } from "@/server/audit/keep-head";
import { sealAudit } from "@/server/audit/seal-audit";
import { ensureDemoOwner } from "@/server/auth/ensure-demo-owner";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { stopBacktests } from "@/server/backtest/continue-backtest";
import { createBacktestRuntime } from "@/server/backtest/runtime";
import { guardOnLadder } from "@/server/bodyguard/guard-on-ladder";
import { seedDemoFleet } from "@/server/bots/seed-demo-fleet";
import { planToldSlot } from "@/server/decisions/plan-due-cycles";
import { startJobs } from "@/server/engine/start-jobs";
import type { JobEngine } from "@/server/events/job-engine";
import type { LiveFeed } from "@/server/exchange/live-feed/live-feed";
import { createLeadership, type Leadership } from "@/server/execution/lead";
import { beat } from "@/server/heartbeat/beat";
import { readBeat } from "@/server/heartbeat/read-beats";
import type { Book } from "@/server/kernel/book";
import { type Clocks, type WallMs, wallMs } from "@/server/kernel/clock";
import type { MarketFeed } from "@/server/market/core/market-feed";
import { createFeed } from "@/server/market/create-feed";
import { type HeldFeed, heldFeed } from "@/server/market/feeds/held-feed";
import { type MarketClock, startMarketClock } from "@/server/market/market-clock";
import { type MarketService, startMarketService } from "@/server/market/market-service";
import { openMarketSession } from "@/server/market/open-market-session";
import { createRulesBook } from "@/server/market/rules-book";
import { toBadge } from "@/server/market/to-badge";
import { closeDb } from "@/server/platform/db";
import { env, namedProxies } from "@/server/platform/env";
import { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { watchLoop } from "@/server/platform/watch-loop";
import { type Desks, startValuations } from "@/server/portfolio/start-valuations";
import { howLongJobsAreKept } from "@/server/storage/jobs-kept";
import { ownStrategyFaults } from "@/server/strategy/core/catalog";
import { readSimulators } from "@/server/vault/core/simulators";
import { createFeedHold } from "@/server/worker/feed-hold";
import { createKeyedCandles } from "@/server/worker/keyed-candles";
import { listWatchedSeries } from "@/server/worker/list-watched-series";
import { openDownloads } from "@/server/worker/open-downloads";
import { openLiveVenues } from "@/server/worker/open-live-venues";
import { createRatePlan } from "@/server/worker/plan-rates";
import { startTrader, type Trader } from "@/server/worker/start-trader";
import { startWatches } from "@/server/worker/start-watches";
import { warmStandby } from "@/server/worker/warm-standby";

const SEAL_EVERY_MS = 500;
const HEAD_EVERY_MS = 5_000;
const ALIVE_EVERY_MS = 1_000;
const BEAT_EVERY_MS = 5_000;
const OWN_BEAT_EVERY_MS = 2_000;
const GUARD_EVERY_MS = 2_000;
const LEAD_EVERY_MS = 1_000;
const WARM_EVERY_MS = 15_000;
const STOP_WITHIN_MS = 5_000;
const DEMO_EMAIL = "demo@localhost";

const log = logger("worker");
const tell = (message: object) => process.connected && process.send?.(message);
const toStop: (() => Promise<unknown>)[] = [];
let stopping = false;
/** null where prices are not live */
let live: LiveFeed | null = null;

// heard by the supervisor: as long as it comes, this process's loop turns
let starting = true;
setInterval(() => tell({ type: "beat", starting }), ALIVE_EVERY_MS).unref();

async function main(): Promise<void> {
  const wallNow = wallMs(Date.now());
  const drill = heldFeed(await openFeed(wallNow));
  const { feed } = drill;
  const leadership = await waitToLead(feed);
  const isLive = env().AMARKTAI_MARKET === "live";
  const session = await openMarketSession({ feed, speed: isLive ? 1 : env().AMARKTAI_SPEED, wallNow });
  const clock = await startMarketClock({ session, logger: logger("market"), followsWall: isLive });
  const { clocks } = clock;
  const lastBeat = await readBeat("worker").catch(() => null);
  listenForDrills(drill, clocks);

  // each part may speak of the others before they all exist: they are filled in below, in the order of need
  const parts: { market?: MarketService; valuations?: Desks } = {};
  const rules = await openRules(feed, clocks);
  // trading first: a worker that takes over from one that hangs has stops to watch
  const trader = await startTrader({
    feed,
    rules,
    clocks,
    speed: session.speed,
    log: logger("trading"),
    leadership,
    lastTick: (exchange, symbol) => parts.market?.lastTick(exchange, symbol),
    feedHold: createFeedHold({ market: () => parts.market ?? null, sources: () => live?.exchanges ?? [] }),
    openLive: (lastPrice) => openLiveVenues({ clocks, lastPrice }),
    onChanged: () => parts.valuations?.filled(),
    // the market's clock, the jobs and the books are another's now: start anew and stand by
    onSuperseded: () => void stop(),
  });
  const backtests = createBacktestRuntime({ feed, clocks });
  const downloads = openDownloads(clocks, (exchange) => live?.dataOf(exchange) ?? null);
  const awaitsSlot: MarketService["awaitsSlot"] = (...slot) => parts.market?.awaitsSlot(...slot) ?? true;
  const owner = prepareOwner(clocks, feed.kind !== "live");
  const worker = { trading: trader.runtime, backtests, downloads: downloads.runtime, awaitsSlot };
  const starts = owner.then((userId) => beginJobs(worker, session.source, userId));
  const market = startMarketService({
    feed,
    rulesOf: rules.rulesOf,
    clocks,
    listActiveMarkets: listWatchedSeries,
    listRateMarkets: createRatePlan(rules, () => parts.valuations?.rateNeeds() ?? []),
    logger: logger("market"),
    onTicks: trader.onTicks,
    onGap: trader.onGap,
    onSlot: async (slot) => void (await (await starts).send(await planToldSlot(slot))),
  });
  parts.market = market;
  const ownBeat = startOwnBeat(trader, clocks);
  const [jobs, userId] = await Promise.all([starts, owner]);
  const books = booksOf(feed).map((book) => ({ userId, book }));
  const valuations = await startValuations({
    books,
    clocks,
    log: logger("valuations"),
    prices: market,
    badge: () => toBadge(session, clock),
  });
  parts.valuations = valuations;
  const known = { clock, session, jobs, rules, userId, live, log, market, lastBeat };
  const acts = { tellWait: waitTeller(jobs), restart: () => void stop() };
  const loops = [
    ownBeat,
    downloads.start(jobs.send, log),
    ...startLoops({ clock, market, trader, jobs }),
    ...startWatches({ ...known, ...acts, runtime: trader.runtime, backtests }),
    repeat("the guards", GUARD_EVERY_MS, log, () => guardOnLadder(trader.runtime, books)),
  ];

  toStop.unshift(
    () => Promise.all([stopBacktests(backtests), downloads.stop()]),
    () => Promise.all([market.stop(), jobs.stop({ drainMs: 3_000 }), ...loops.map((loop) => loop.stop())]),
    () => Promise.all([trader.stop(), valuations.stop()]),
    () => clock.stop(),
  );
  toStop.push(() => closeDb());
  tellReady(session);
}

const beginJobs = (worker: WorkerRuntime, clockId: string, userId: string): Promise<JobEngine> =>
  startJobs({
    functions: createFunctions(worker),
    clocks: worker.backtests.clocks,
    clockId,
    log: logger("engine"),
    catchUpOnce: ["prune-storage"],
    keep: () => howLongJobsAreKept(userId),
  });

function tellReady({ label, speed }: { readonly label: string; readonly speed: number }): void {
  tell({ type: "ready" });
  starting = false;
  for (const words of ownStrategyFaults())
    log.warn({ words }, "a strategy of the owner's folder is not used");
  log.info({ market: label, speed }, "the worker is ready");
}

const openRules = (feed: MarketFeed, { wall }: Clocks) =>
  createRulesBook({
    feed,
    wall,
    onFailed: (error) => log.warn({ err: error }, "the rules of the markets could not be read again"),
  });

/** The market this installation is set to; one that cannot be opened ends the worker for good. */
async function openFeed(wallNow: WallMs): Promise<MarketFeed> {
  const options = env();
  if (options.AMARKTAI_MARKET === "live") return openLive(wallNow);
  const candlesPaths = options.AMARKTAI_CANDLES.split(":").filter((path) => path !== "");
  const opened = await createFeed({
    kind: options.AMARKTAI_MARKET,
    candlesPaths,
    ask: {
      columns: options.AMARKTAI_COLUMNS || null,
      unit: options.AMARKTAI_UNIT || null,
      zone: options.AMARKTAI_ZONE || null,
      gaps: options.AMARKTAI_GAPS,
      symbol: options.AMARKTAI_SYMBOL || null,
    },
    seed: options.AMARKTAI_SEED,
    wallNow,
  });
  if (opened.ok) return opened.value;
  tell({ type: "fatal", message: opened.refusal.message, exitCode: 2 });
  process.exit(2);
}

/** Live prices, or those of simulators on this machine; the exchanges' library is loaded for them only. */
async function openLive(wallNow: WallMs): Promise<MarketFeed> {
  const { openLiveFeed } = await import("@/server/exchange/live-feed/open-live-feed");
  const simulators = readSimulators(env().AMARKTAI_SIMULATORS);
  const proxies = namedProxies();
  const keyed = createKeyedCandles();
  const more = { keyedCandles: keyed.candles, log: logger("prices") };
  const feed = await openLiveFeed({ simulators, wallNow, proxies, ...more });
  toStop.push(() => Promise.all([feed.close(), keyed.close()]));
  live = feed;
  return feed;
}

/** The books that are valued and guarded: that of paper money, and that of the exchanges there are accounts at. */
function booksOf({ kind }: MarketFeed): readonly Book[] {
  if (kind === "live") return ["paper", "live"];
  return env().AMARKTAI_SIMULATORS === "" ? ["demo"] : ["demo", "practice"];
}

/** kill -USR2 holds the prices, a second one lets them go: whoever may signal this process may also end it. */
function listenForDrills({ feed, toggle }: HeldFeed, clocks: Clocks): void {
  if (feed.kind === "live") return;
  process.on("SIGUSR2", () => {
    const held = toggle(clocks.market());
    log.warn(held ? "a drill holds the feed: no prices" : "the drill is over: prices come again");
  });
}

/** One worker at a time runs the market's clock and trades; another copy of the app waits here until it is needed. */
async function waitToLead(feed: MarketFeed): Promise<Leadership> {
  const holder = `${hostname()}:${process.pid}`;
  const leadership = createLeadership({
    holder,
    onLost: () =>
      log.warn("the lead is lost (its lease ran out or its connection fell): no orders until it is back"),
  });
  toStop.push(() => leadership.resign());
  if (await leadership.tryLead()) return leadership;
  let known: string | null | undefined;
  const warm = repeat("keeping warm", WARM_EVERY_MS, log, () => warmStandby(feed, wallMs(Date.now())));
  do {
    const leader: string | null = await leadership.leader().catch(() => known ?? null);
    if (leader !== known) {
      const who = leader ? ` (${leader})` : "";
      const words = `another worker${who} leads; this one stands by and takes over by itself when that one ends or hangs`;
      tell({ type: "waiting", words });
      log.warn(words);
      known = leader;
    }
    await sleep(LEAD_EVERY_MS);
  } while (!(await leadership.tryLead().catch(() => false)));
  // what it is reading it may finish
  void warm.stop();
  tell({ type: "waiting", words: null });
  log.warn("the other worker is gone: this one leads");
  return leadership;
}

/** Tells the supervisor, when it changes, that jobs wait for an Inngest server: that ends no start. */
function waitTeller(jobs: JobEngine): () => Promise<void> {
  let told = false;
  return async () => {
    const { kind, running } = jobs.status();
    const waits = kind === "server" && !running;
    if (waits === told) return;
    told = waits;
    const words = `the Inngest server at ${env().INNGEST_BASE_URL} has not taken the jobs yet; it is asked again and again`;
    tell({ type: "waiting", words: waits ? words : null });
  };
}

/** The owner account, its one-time token or the demo's sign-in, and the demo's fleet where prices are not live. */
async function prepareOwner(clocks: Clocks, hasFleet: boolean): Promise<string> {
  const now = { marketNow: clocks.market(), wallNow: clocks.wall() };
  const { AMARKTAI_DEMO: demo, AMARKTAI_DEMO_PASSWORD: password } = env();
  if (demo === "1") await ensureDemoOwner({ email: DEMO_EMAIL, password }, now);
  const owner = await ensureOwner(now);
  if (owner.email === DEMO_EMAIL) tell({ type: "demo-owner", email: DEMO_EMAIL, password });
  if (owner.token) tell({ type: "owner-token", token: owner.token });
  if (hasFleet)
    await seedDemoFleet(systemContext({ id: "demo", userId: owner.userId, channel: "start" }, now));
  return owner.userId;
}

type Parts = {
  readonly clock: MarketClock;
  readonly market: MarketService;
  readonly trader: Trader;
  readonly jobs: JobEngine;
};

/** Tells at once that this process trades. */
function startOwnBeat(trader: Trader, clocks: Clocks): Repeating {
  const loopDelay = watchLoop();
  return repeat("the worker's beat", OWN_BEAT_EVERY_MS, log, () =>
    beat("worker", { pid: process.pid, leads: trader.leads(), ...loopDelay() }, clocks),
  );
}

function startLoops({ clock, market, trader, jobs }: Parts): readonly Repeating[] {
  const { clocks } = clock;
  const beats = async () => {
    const watched = market.feeds();
    const newest = watched
      .map((feed) => feed.tickWallAt ?? "")
      .sort()
      .at(-1);
    const told = { lastTickWallAt: newest || null, ended: clock.ended(), watched: watched.length };
    await beat("market", told, clocks);
    await beat("stops", { watched: trader.watchedStops() }, clocks);
    const { running, callsInFlight } = jobs.status();
    if (running) await beat("engine", { callsInFlight }, clocks);
  };
  const keys = readAuditKeys(env().AMARKTAI_AUDIT_KEY);
  const seal = async () => {
    const { sealed } = await sealAudit(clocks.wall(), keys);
    if (sealed > 0) await beat("sealer", { sealed }, clocks);
  };
  const file = env().AMARKTAI_AUDIT_HEADS;
  const head = async () => {
    if (file !== "") await beat("audit-head", { ...(await keepHead(file, clocks.wall())) }, clocks);
  };
  toStop.unshift(head);
  return [
    repeat("beats", BEAT_EVERY_MS, log, beats),
    repeat("sealing", SEAL_EVERY_MS, log, seal),
    repeat("the head of the audit chain", HEAD_EVERY_MS, log, head),
  ];
}

/** Ends in order: no new work, work in hand finished, leadership given up, clock saved. Never longer than its time. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const late = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
  for (const end of toStop) await end().catch((error: unknown) => log.warn({ err: error }, "while stopping"));
  clearTimeout(late);
  process.exit(0);
}

process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
process.once("disconnect", () => void stop());
process.on("unhandledRejection", (error) =>
  log.error({ err: error }, "a promise failed and nobody listened"),
);

main().catch((error: unknown) => {
  log.error({ err: error }, "the worker cannot start");
  process.exit(1);
});
