import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, minOf, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";

export type RestoreFacts = {
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly asset: string;
  /** it was deleted by a person, not taken out by the bodyguard or with its live bot */
  readonly byHand: boolean;
  readonly goneForMs: number;
  readonly isNameTaken: boolean;
  /** living bots of its book: there, and in all, and the most of each */
  readonly botsThere: number;
  readonly slots: number;
  readonly bots: number;
  readonly botsMax: number;
  /** what was put into it, and what it gave back, quote */
  readonly capital: Decimal;
  readonly paidOut: Decimal;
  /** money of the book there that no bot has, quote */
  readonly available: Decimal;
};

export const RESTORED_WITHIN_MS = 30 * 86_400_000;

/**
 * Decides whether a deleted bot may come back, and with how much: what it began with, at most what it gave back. Refuses
 * with `not_now`, `conflict` (its name), `limit_reached` or `insufficient_funds`.
 */
export function decideRestore(facts: RestoreFacts): Result<Decimal> {
  const { name, asset } = facts;
  if (!facts.byHand)
    return refuse(
      "not_now",
      `${name} was not deleted by hand. The bodyguard's page lets go what it has archived.`,
    );
  if (facts.goneForMs > RESTORED_WITHIN_MS)
    return refuse("not_now", `${name} was deleted more than 30 days ago. Create a new bot instead.`);
  if (facts.isNameTaken)
    return refuse("conflict", `Another bot is called ${name} by now. Delete that one first.`);
  if (facts.bots >= facts.botsMax)
    return refuse("limit_reached", `The fleet has ${facts.bots} of ${facts.botsMax} bots. Delete one first.`);
  if (facts.botsThere >= facts.slots)
    return refuse(
      "limit_reached",
      `${exchangeLabel(facts.exchange)} has ${facts.botsThere} of ${facts.slots} bots. Delete one there first.`,
    );
  const amount = minOf(facts.capital, facts.paidOut);
  if (facts.available.lt(amount))
    return refuse(
      "insufficient_funds",
      `${name} needs ${toText(amount)} ${asset} at ${exchangeLabel(facts.exchange)}; ${toText(facts.available)} ${asset} are free there.`,
    );
  return accept(amount);
}
