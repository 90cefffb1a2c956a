import { randomUUID } from "node:crypto";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import type { BotView } from "@/server/bots/core/bot";
import { saveGoingLive } from "@/server/bots/save-going-live";
import { showBot } from "@/server/bots/show-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toDecimal, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { findAllocated } from "@/server/ledger/find-balances";
import { judgePreflight } from "./core/decide-going-live";
import { passesBy } from "./core/promotion-policy";
import { type GoingLive, loadGoingLive } from "./load-going-live";
import { saveStep } from "./store";

export type GoLiveInput = {
  readonly bot: string;
  readonly capital?: string | undefined;
  /** although its statistics do not hold; nothing else is ever overridden */
  readonly overrideStatistics?: boolean | undefined;
};

/**
 * What letting a bot go live would change, and everything that must be right before, each with a sentence. Refuses an
 * unknown bot only: what is not right yet is what the card is there to show.
 */
export async function previewGoLive(input: GoLiveInput, ctx: ActionContext): Promise<Result<Preview>> {
  const loaded = await loadGoingLive(ctx, input.bot, askedOf(input));
  if (!loaded.ok) return loaded;
  const { bot, facts } = loaded.value;
  const checks = judgePreflight(facts).map(({ words, ok }) => ({ words, ok }));
  const label = exchangeLabel(bot.exchange);
  const money = facts.target === "practice" ? "on a simulator, without money" : "with your own money";
  const { botId, revision, version, stage } = bot;
  return accept({
    title: `${bot.name} goes live`,
    changes: [
      { label: "Orders", now: "paper venue", after: `${label}, ${money}` },
      {
        label: "Capital",
        now: `${bot.initialCapital} ${bot.stakeCurrency} on paper`,
        after: `${toText(facts.capital)} ${bot.stakeCurrency}`,
      },
      {
        label: "Record",
        now: `${bot.closedTrades} trades`,
        after: "starts at zero; paper goes on as its twin",
      },
    ],
    checks,
    stateHash: sha256(
      toCanonicalJson({
        botId,
        revision,
        version,
        stage,
        checks: checks.map(({ ok }) => ok),
        target: facts.target,
      }),
    ),
  });
}

/**
 * Lets a bot go live: from now on its orders go to its exchange, with capital of the account there. It waits, paused,
 * until it is resumed. On paper a twin goes on with the same version and the bot's paper money. Refuses with `not_now` and
 * the first thing that is not right, `not_found`, or `stale_write`.
 */
export async function goLive(input: GoLiveInput, ctx: ActionContext): Promise<Result<BotView>> {
  const loaded = await loadGoingLive(ctx, input.bot, askedOf(input));
  if (!loaded.ok) return loaded;
  const { bot, facts } = loaded.value;
  const wrong = judgePreflight(facts).find(({ ok }) => !ok);
  if (wrong) return refuse("not_now", wrong.words);
  const done = await saveGoing(loaded.value, ctx, false);
  return done.ok ? showBot(ctx.userId, bot.botId) : done;
}

const askedOf = ({ capital, overrideStatistics = false }: GoLiveInput) => ({
  capital: capital === undefined ? null : toDecimal(capital),
  override: overrideStatistics,
});

/**
 * Moves a bot that was judged to its exchange's book, in one commit with the record it was judged by. `runs`: it trades at
 * once, as the night's promotions do; else it waits to be resumed.
 */
export async function saveGoing(
  { bot, venue, facts, botsCounted, versionId }: GoingLive,
  ctx: ActionContext,
  runs: boolean,
): Promise<Result<unknown>> {
  const { userId } = ctx;
  const { target, capital, card, policy, override } = facts;
  const overridden = override && card !== null && !passesBy(policy, card);
  const { botId, exchange, stakeCurrency: asset } = bot;
  const from = { book: bot.book, venue: venueOf({ book: bot.book, exchange }) };
  const freed = await findAllocated({ userId, ...from, asset, botId });
  const twinId = randomUUID();
  const detail = {
    from: from.book,
    to: target,
    capital: toText(capital),
    asset,
    twinId,
    freed: toText(freed),
    overridden,
  };
  return commit(ctx, {
    action: "bot.gone_live",
    subject: botId,
    reason: `${bot.name} trades ${bot.symbol} on ${exchangeLabel(exchange)} with ${toText(capital)} ${asset}`,
    detail,
    events: [{ name: "bot/gone-live", data: { botId, botName: bot.name, reason: `${target} book` } }],
    write: async (tx) => {
      const to = { book: target, venue };
      await saveGoingLive(tx, ctx, { bot, twinId, botsCounted, freed, capital, from, to, runs });
      await saveStep(tx, ctx, {
        botId,
        botName: bot.name,
        versionId,
        kind: "promoted",
        fromBook: from.book,
        toBook: target,
        policy,
        overridden,
        reason: overridden ? "by hand, its statistics overridden" : "its record holds",
        record: toJson(card ?? {}),
      });
    },
  });
}
