// A bot on a hand-turned market, at a venue whose manners a test may spoil.
import type { z } from "zod";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import type { ExchangePort, VenueAccount } from "@/server/exchange/core/exchange-port";
import type { PaperVenue } from "@/server/exchange/paper/paper-venue";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import { fundBook } from "@/server/ledger/fund-book";
import type { MarketRules } from "@/server/market/core/market-rules";
import { db } from "@/server/platform/db";
import type { TestDatabase } from "@/server/platform/testing/test-database";
import type { botExits } from "@/server/positions/core/exit-rules";
import { CROSS_PARAMS, createHandFeed, HAND_MARKET, HAND_TIMEFRAME } from "./hand-feed";
import { openOrderLifecycle } from "./open-order-lifecycle";
import { emptyTables, saveSettings } from "./prepare-tables";

export type Fixture = Awaited<ReturnType<typeof openFixture>>;

type Options = {
  readonly closes?: readonly string[];
  readonly capital?: string;
  readonly funds?: string;
  readonly bots?: readonly string[];
  readonly riskMode?: "balanced" | "aggressive";
  /** with it the bots trade another strategy than the cross */
  readonly strategy?: { readonly id: string; readonly params: { readonly [name: string]: unknown } };
  /** base the market trades a minute, a tenth of which is ours; any amount trades when left out */
  readonly volume?: string;
  /** what differs in the market's rules */
  readonly rules?: Partial<MarketRules>;
  /** the bots' own stops and targets */
  readonly exits?: z.input<typeof botExits>;
  /** what the owner changed from the default settings */
  readonly settings?: { readonly [name: string]: unknown };
};

/** Entries that neither wait nor are counted out. */
export const UNPACED = {
  limits: { exchanges: { binance: { gapMs: 0, inFlight: 1_000_000 } }, per10s: 1_000_000, per60s: 1_000_000 },
} as const;

/** What a venue does instead of what it should. */
type Manners = { -readonly [call in keyof ExchangePort]?: ExchangePort[call] };

function spoil(venue: PaperVenue, manners: Manners, created: string[]): ExchangePort {
  return {
    ...venue,
    createOrder: (request) => {
      created.push(request.clientOrderId);
      return (manners.createOrder ?? venue.createOrder)(request);
    },
    findOrder: (account, id, symbol) => (manners.findOrder ?? venue.findOrder)(account, id, symbol),
    cancelOrder: (account, id, symbol) => (manners.cancelOrder ?? venue.cancelOrder)(account, id, symbol),
    ...spoiltLists(venue, manners),
    listBalances: (account) => (manners.listBalances ?? venue.listBalances)(account),
  };
}

/** Lists that tell of each order what a spoilt look-up would tell; nothing of one that it does not answer for. */
function spoiltLists(
  venue: PaperVenue,
  manners: Manners,
): Pick<ExchangePort, "listOpenOrders" | "listTrades"> {
  const ask = (account: VenueAccount, id: string, symbol: string) =>
    manners.findOrder?.(account, id, symbol).catch(() => null);
  return {
    listOpenOrders: async (account, symbols) => {
      const listed = await (manners.listOpenOrders ?? venue.listOpenOrders)(account, symbols);
      if (!manners.findOrder) return listed;
      const told = await Promise.all(
        listed.map(async (one) => ({ one, found: await ask(account, one.clientOrderId, one.symbol) })),
      );
      return told.flatMap(({ one, found }) =>
        found?.status === "open" ? [{ ...one, filled: found.filled }] : [],
      );
    },
    listTrades: async (account, symbols, since) => {
      const listed = await (manners.listTrades ?? venue.listTrades)(account, symbols, since);
      if (!manners.findOrder) return listed;
      const rows = await db.paperOrder.findMany({
        where: { id: { in: listed.map((one) => one.venueOrderId) } },
      });
      const told = await Promise.all(
        rows.map(async ({ id, symbol, clientOrderId }) => {
          const found = await ask(account, clientOrderId, symbol);
          return (found?.trades ?? []).map((trade) => ({ ...trade, symbol, venueOrderId: id }));
        }),
      );
      return told.flat();
    },
  };
}

/** An emptied database, a lifecycle and running bots; at the first tick the bots' averages cross. */
export async function openFixture(database: TestDatabase, options: Options = {}) {
  const { capital = "1000", funds = "10000", bots = ["Zeus"], riskMode = "balanced" } = options;
  const { settings = UNPACED, volume, strategy, exits } = options;
  /** How the market trades; a test may change it. */
  const recent = { perMinute: toDecimal(volume ?? "0"), deviation: ZERO };
  await emptyTables(database);
  const feed = createHandFeed(options.closes, options.rules);
  /** What the venue does instead of what it should; a test sets and clears them. */
  const manners: Manners = {};
  const created: string[] = [];
  const lifecycle = await openOrderLifecycle({
    feed,
    timeframe: HAND_TIMEFRAME,
    markets: [HAND_MARKET],
    depth: { recentOf: async () => (volume === undefined ? null : recent) },
    between: (venue) => spoil(venue, manners, created),
  });
  const now = { marketNow: feed.startAt, wallNow: wallMs(Date.UTC(2026, 0, 5)) };
  const { userId } = await ensureOwner(now);
  await saveSettings(database, userId, settings);
  const ctx = systemContext({ id: "test", userId, channel: "start" }, now);
  const money = { book: "demo", exchange: "binance", asset: "USDT", ref: "start" } as const;
  await fundBook(ctx, { ...money, amount: toDecimal(funds) });
  const botIds: string[] = [];
  for (const name of bots) {
    const input = {
      ...HAND_MARKET,
      name,
      capital,
      riskMode,
      timeframe: HAND_TIMEFRAME,
      exits,
      ...(strategy ? { strategy: strategy.id, params: strategy.params } : { params: CROSS_PARAMS }),
    };
    const made = await createBot(createBotInput.parse(input), ctx);
    if (!made.ok) throw new Error(made.refusal.message);
    botIds.push(made.value.botId);
  }
  const [botId = ""] = botIds;
  const tick = async (price: string, afterMs = 1_000) => {
    const at = plusMs(lifecycle.now(), afterMs);
    feed.push(at, price);
    await lifecycle.advanceTo(at);
  };
  return {
    feed,
    lifecycle,
    manners,
    recent,
    created,
    ctx,
    userId,
    botId,
    botIds,
    tick,
    /** Decides on the first slot: its price is there, nothing was sent yet; with `sends` its orders go out as they are written. */
    plan: ({ sends = false } = {}) => {
      const at = plusMs(feed.startAt, 1_000);
      const last = toDecimal("105");
      lifecycle.show({ ...HAND_MARKET, at, last, bid: last, ask: last });
      return planCycle(lifecycle.runtime, {
        slotAt: new Date(at).toISOString(),
        timeframe: HAND_TIMEFRAME,
        shard: 0,
        sender: sends ? lifecycle.runtime : undefined,
      });
    },
    /** Buys at 105 and lets it fill. */
    enter: async () => {
      await tick("105", 500);
      await tick("105", 600);
      await tick("105");
      await tick("105");
    },
    balance: async (asset: string, kind: string) => {
      const rows = await listBotBalances({ userId, book: "demo", botIds: [botId] });
      return rows.find((row) => row.asset === asset && row.kind === kind)?.balance.toFixed() ?? "0";
    },
    close: lifecycle.close,
  };
}
