// Which realised profit goes from whom to whom. Nothing leaves a venue, and nothing changes its currency.
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { Decimal, maxOf, minOf, sumOf, toText, ZERO } from "@/server/kernel/money";

/** A bot that traded at a place; one that is no more has nothing free. */
export type PlaceBot = {
  readonly botId: string;
  /** by its trades there so far, net of fees */
  readonly realised: Decimal;
  /** of that, what earlier rebalances shared out */
  readonly given: Decimal;
  /** its money that is neither in a coin nor in an order */
  readonly free: Decimal;
  /** it may be given some */
  readonly runs: boolean;
  /** ranking score in its book; null where it has no closed trade */
  readonly score: number | null;
};

/** One exchange and currency of a book. */
export type PlaceFacts = {
  readonly exchange: ExchangeName;
  readonly currency: string;
  readonly bots: readonly PlaceBot[];
  /** the least that is shared out, in the currency; null where nobody knows what the owner's least is in it */
  readonly least: Decimal | null;
  /** so many bots get a part */
  readonly best: number;
};

export type RebalanceLine = { readonly botId: string; readonly given: Decimal; readonly received: Decimal };

export type PlacePlan = {
  readonly exchange: ExchangeName;
  readonly currency: string;
  /** realised since the last rebalance, losses taken off */
  readonly profit: Decimal;
  /** what is shared out of it, and to each; ZERO and no lines where `why` says why not */
  readonly amount: Decimal;
  readonly share: Decimal;
  readonly lines: readonly RebalanceLine[];
  readonly why: string | null;
};

/** A share has no more digits than the smallest coin. */
const SHARE_DECIMALS = 8;
const DOWN = Decimal.ROUND_DOWN;

/**
 * Shares the profit of one place out, in equal parts to the best running bots that trade there.
 *
 * Profit is what all of its bots realised and no earlier rebalance shared out, so each rand counts once and losses are made
 * good first. It comes from those that made it, in proportion, as far as they have it free; what is bound in coins or orders
 * now is shared out by a later one. What was given is exactly what is received.
 */
export function planRebalance({ exchange, currency, bots, least, best }: PlaceFacts): PlacePlan {
  const gains = bots.map((bot) => ({ bot, gain: bot.realised.minus(bot.given) }));
  const profit = sumOf(gains.map(({ gain }) => gain));
  const none = (why: string): PlacePlan => ({
    exchange,
    currency,
    profit,
    why,
    amount: ZERO,
    share: ZERO,
    lines: [],
  });
  if (profit.lte(0)) return none("There is no profit since the last rebalance.");
  const receivers = bestOf(bots, best);
  if (receivers.length === 0) return none(`No bot with a closed trade runs at ${exchangeLabel(exchange)}.`);
  if (!least) return none(`What the least amount is in ${currency} is not known: its rate is missing.`);
  const gained = sumOf(gains.map(({ gain }) => maxOf(gain, ZERO)));
  const offers = gains.map(({ bot, gain }) => ({
    botId: bot.botId,
    given: floored(minOf(maxOf(gain, ZERO).times(profit).div(gained), maxOf(bot.free, ZERO))),
  }));
  const share = floored(sumOf(offers.map(({ given }) => given)).div(receivers.length));
  const amount = share.times(receivers.length);
  if (share.isZero() || amount.lt(least))
    return none(
      `${toText(amount)} ${currency} could be shared out, less than the least of ${toText(least.toDecimalPlaces(2))} ${currency}.`,
    );
  return {
    exchange,
    currency,
    profit,
    amount,
    share,
    why: null,
    lines: toLines(trim(offers, amount), receivers, share),
  };
}

const floored = (amount: Decimal): Decimal => amount.toDecimalPlaces(SHARE_DECIMALS, DOWN);

const bestOf = (bots: readonly PlaceBot[], best: number): readonly string[] =>
  bots
    .flatMap(({ botId, runs, score }) => (runs && score !== null ? [{ botId, score }] : []))
    .toSorted((a, b) => b.score - a.score || (a.botId < b.botId ? -1 : 1))
    .slice(0, best)
    .map(({ botId }) => botId);

type Offer = { readonly botId: string; readonly given: Decimal };

/** What does not divide into equal parts stays with whoever offered it last. */
function trim(offers: readonly Offer[], amount: Decimal): readonly Offer[] {
  let left = amount;
  return offers.map(({ botId, given }) => {
    const taken = minOf(given, left);
    left = left.minus(taken);
    return { botId, given: taken };
  });
}

function toLines(
  offers: readonly Offer[],
  receivers: readonly string[],
  share: Decimal,
): readonly RebalanceLine[] {
  return offers
    .map(({ botId, given }) => ({ botId, given, received: receivers.includes(botId) ? share : ZERO }))
    .filter(({ given, received }) => !given.isZero() || !received.isZero());
}
