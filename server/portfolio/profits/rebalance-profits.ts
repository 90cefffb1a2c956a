import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { commitMoves } from "@/server/bots/commit-moves";
import type { BotView } from "@/server/bots/core/bot";
import { type CapitalMove, moveCapital } from "@/server/bots/move-capital";
import { venueOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, toDecimal, toText, ZERO } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { WriteTx } from "@/server/platform/db";
import type { PlacePlan } from "../core/plan-rebalance";
import type { ProfitsView } from "../core/profits-view";
import { loadProfits, type Profits } from "./load-profits";
import { showProfits } from "./show-profits";
import { saveRebalance } from "./store";

type Input = { readonly book?: Book | undefined };
type Moved = {
  readonly bot: BotView;
  readonly place: PlacePlan;
  readonly given: Decimal;
  readonly received: Decimal;
};

const movesOf = ({ plans, bots }: Profits): readonly Moved[] =>
  plans.flatMap((place) =>
    place.lines.flatMap(({ botId, given, received }) => {
      const bot = bots.find((one) => one.botId === botId);
      return bot ? [{ bot, place, given, received }] : [];
    }),
  );

function refuseNothing({ plans }: Profits): Result<never> {
  const why = plans.map(
    ({ exchange, currency, why }) => `${exchangeLabel(exchange)}, ${currency}: ${why ?? ""}`,
  );
  return refuse("not_now", why.length === 0 ? "The book has no bots and no profit." : why.join(" "));
}

/** What sharing the profits out would change, bot by bot, for the card. Nothing is traded, so it costs no fee. */
export async function previewRebalance(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const profits = await loadProfits({ ...input, userId: ctx.userId, wallNow: ctx.wallNow });
  const moves = movesOf(profits);
  if (moves.length === 0) return refuseNothing(profits);
  const shared = profits.plans.filter(({ why }) => why === null);
  return accept({
    title: `Share out ${shared.map(({ amount, currency, exchange }) => `${toText(amount)} ${currency} at ${exchangeLabel(exchange)}`).join(", ")}`,
    changes: moves.map(toChange),
    checks: [
      { words: "Nothing is traded: it costs no fee", ok: true },
      { words: "Each exchange and currency keeps what it has: only bots' shares of it change", ok: true },
      ...profits.plans.flatMap(({ exchange, currency, why }) =>
        why === null ? [] : [{ words: `${exchangeLabel(exchange)}, ${currency}: ${why}`, ok: true }],
      ),
    ],
    stateHash: sha256(
      toCanonicalJson([
        profits.book,
        moves.map(({ bot, given, received }) => [bot.botId, toText(given), toText(received)]),
      ]),
    ),
  });
}

function toChange({ bot, place, given, received }: Moved): Preview["changes"][number] {
  const has = toDecimal(bot.initialCapital).minus(toDecimal(bot.paidOut)).plus(toDecimal(bot.realised));
  const after = has.plus(received).minus(given);
  const parts = [
    given.isZero() ? null : `gives ${toText(given)}`,
    received.isZero() ? null : `gets ${toText(received)}`,
  ];
  return {
    label: bot.name,
    now: `${toText(has)} ${place.currency}`,
    after: `${toText(after)} ${place.currency}: ${parts.filter((part) => part !== null).join(", ")}`,
  };
}

/**
 * Shares realised profit out to the best running bots of each exchange and currency of a book, in one commit. What a bot
 * gets is capital put into it, what it gives is profit paid out: neither is a gain or a loss of it. Refuses with `not_now`
 * and the reason of each place where there is nothing to share out, and with `stale_write` where a bot changed meanwhile.
 */
export async function rebalanceProfits(input: Input, ctx: ActionContext): Promise<Result<ProfitsView>> {
  const { userId, runId, marketNow: marketAt, wallNow: wallAt } = ctx;
  const profits = await loadProfits({ ...input, userId, wallNow: wallAt });
  const moves = movesOf(profits);
  if (moves.length === 0) return refuseNothing(profits);
  const { book } = profits;
  const lines = moves.map(({ bot, place, given, received }) => ({
    botId: bot.botId,
    venue: venueOf({ book, exchange: place.exchange }),
    asset: place.currency,
    given,
    received,
  }));
  const done = await commitMoves(ctx, {
    action: "profits.rebalanced",
    subject: runId,
    reason: profits.plans
      .filter(({ why }) => why === null)
      .map(
        ({ amount, currency, exchange }) =>
          `${toText(amount)} ${currency} at ${exchangeLabel(exchange)} shared out`,
      )
      .join("; "),
    detail: {
      book,
      lines: lines.map((line) => ({ ...line, given: toText(line.given), received: toText(line.received) })),
    },
    events: [{ name: "profits/rebalanced", data: { book, rebalanceId: runId } }],
    write: async (tx) => {
      await moveAll(
        tx,
        ctx,
        moves.map((move) => toCapitalMove(book, move)),
      );
      await saveRebalance(tx, { id: runId, userId, book, marketAt, wallAt, lines });
    },
  });
  return done.ok ? accept(await showProfits({ userId, book, wallNow: wallAt })) : done;
}

const toCapitalMove = (book: Book, { bot, place, given, received }: Moved): CapitalMove => ({
  book,
  venue: venueOf({ book, exchange: place.exchange }),
  asset: place.currency,
  botId: bot.botId,
  revision: bot.revision,
  ...netOf(given, received),
});

/** What a bot that gives and gets has more or less in the end. */
export const netOf = (given: Decimal, received: Decimal): Pick<CapitalMove, "put" | "paidOut"> => ({
  put: maxOf(received.minus(given), ZERO),
  paidOut: maxOf(given.minus(received), ZERO),
});

/** Who gives comes first: the pool is never asked for what it has not got yet. */
export async function moveAll(tx: WriteTx, ctx: ActionContext, moves: readonly CapitalMove[]): Promise<void> {
  const net = ({ put, paidOut }: CapitalMove): Decimal => put.minus(paidOut);
  const some = moves.filter((move) => !net(move).isZero());
  for (const move of some.toSorted((a, b) => net(a).comparedTo(net(b)))) await moveCapital(tx, ctx, move);
}
