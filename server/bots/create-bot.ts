import { randomUUID } from "node:crypto";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Json, toJson } from "@/server/audit/core/canonical-json";
import { paperVenue } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { ZERO } from "@/server/kernel/money";
import { invariant, type Result, refuse } from "@/server/kernel/result";
import { inputRefusal } from "@/server/kernel/to-sentence";
import { findAvailable } from "@/server/ledger/find-balances";
import { isBelowZero } from "@/server/ledger/is-below-zero";
import { timeframeMs } from "@/server/market/core/candle";
import { findLastClose } from "@/server/market/find-last-close";
import { findMarket, listMarkets } from "@/server/market/find-market";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { chooseStrategy } from "@/server/strategy/core/choose-strategy";
import { judgeMemory } from "@/server/strategy/core/judge-memory";
import { type Birth, firstStatus, traceOfBirth, writeBirth } from "./birth";
import type { BotView, CreateBotInput } from "./core/bot";
import { type CreationFacts, type CreationPlan, decideCreation } from "./core/decide-creation";
import { sizeOf } from "./core/size-of";
import { showBot } from "./show-bot";
import { findBots } from "./store";

const TRIES_MAX = 4;

type Params = { readonly [name: string]: Json };
type Loaded = { readonly facts: CreationFacts; readonly book: Book; readonly runs: boolean };

/**
 * Creates a bot and gives it its capital from the pool of its exchange, in one commit. It runs at once when
 * trading on paper is on, else it waits as new. Without live prices it belongs to the demo book.
 *
 * Capital is in the symbol's quote currency. Refuses an unknown symbol, timeframe or strategy, parameters outside
 * their ranges, a taken name, a full exchange or fleet, and capital that the pool does not have.
 */
export async function createBot(input: CreateBotInput, ctx: ActionContext): Promise<Result<BotView>> {
  const params = readParams(input);
  if (!params.ok) return params;
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const loaded = await load(input, ctx);
    const plan = decideCreation(input, loaded.facts);
    if (!plan.ok) return plan;
    const botId = randomUUID();
    const saved = await save({ botId, input, params: params.value }, loaded, plan.value, ctx);
    if (saved === "saved") return showBot(ctx.userId, botId);
  }
  return refuse("stale_write", "The fleet changed while the bot was created. Look again and retry.");
}

function readParams({ strategy, params, timeframe }: CreateBotInput): Result<Params> {
  const chosen = chooseStrategy(strategy);
  if (!chosen.ok) return chosen;
  const found = chosen.value;
  const parsed = found.paramsSchema.safeParse(params);
  if (!parsed.success) return { ok: false, refusal: inputRefusal(parsed.error, "params") };
  const candleMs = timeframeMs(timeframe);
  const words = judgeMemory(found, parsed.data, candleMs);
  if (words !== null) return refuse("invalid", words, "params");
  return { ok: true, value: toJson(parsed.data) as Params };
}

async function load(input: CreateBotInput, ctx: ActionContext): Promise<Loaded> {
  const { userId } = ctx;
  const { exchange, symbol } = input;
  const [market, markets, bots, settings, mode] = await Promise.all([
    findMarket(exchange, symbol),
    listMarkets(),
    findBots(userId),
    getSettings(userId),
    getTradingMode(userId),
  ]);
  const book = market?.kind === "live" ? "paper" : "demo";
  // a twin takes nobody's place: it is a live bot's shadow
  const inBook = bots.filter((bot) => bot.book === book && bot.twinOf === null);
  const available = market
    ? await findAvailable(userId, book, paperVenue(exchange), market.rules.quote)
    : ZERO;
  const facts: CreationFacts = {
    rules: market?.rules ?? null,
    symbols: markets.filter(({ rules }) => rules.exchange === exchange).map(({ rules }) => rules.symbol),
    timeframes: market?.timeframes ?? [],
    takenKeys: new Set(bots.map((bot) => bot.name.toLowerCase())),
    botsOnExchange: inBook.filter((bot) => bot.exchange === exchange).length,
    bots: inBook.length,
    botsCounted: bots.length,
    slots: settings.slots[exchange as ExchangeName],
    botsMax: settings.botsMax,
    available,
    ...sizeOf(input, settings),
    price: market && (await findLastClose({ ...market, exchange, symbol }, ctx.marketNow)),
  };
  return { facts, book, runs: mode.paper };
}

async function save(
  wanted: { botId: string; input: CreateBotInput; params: Params },
  { facts, book, runs }: Loaded,
  { name, capital, rules }: CreationPlan,
  ctx: ActionContext,
): Promise<"saved" | "changed"> {
  const { botId, input, params } = wanted;
  const { exchange, symbol, timeframe, strategy, riskMode } = input;
  const birth: Birth = {
    botId,
    name,
    book,
    exchange,
    symbol,
    timeframe,
    strategy,
    params,
    riskMode,
    capital,
    exits: input.exits ?? null,
    stakeCurrency: rules.quote,
    ...firstStatus(runs),
  };
  try {
    const { ctx: _, ...said } = traceOfBirth(ctx, birth);
    const saved = await commit(ctx, {
      ...said,
      write: (tx) => writeBirth(tx, ctx, birth, facts.botsCounted),
    });
    invariant(saved.ok || saved.refusal.code === "stale_write", "commit refuses stale writes only");
    return saved.ok ? "saved" : "changed";
  } catch (error) {
    // Another order took the money between the look and the commit: look again, and refuse with the new figure.
    if (isBelowZero(error)) return "changed";
    throw error;
  }
}
