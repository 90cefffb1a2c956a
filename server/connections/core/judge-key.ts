import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import type { KeyFindings } from "@/server/vault/core/exchange-key";
import { clockWords } from "@/server/vault/core/hints";

/** Before its end a key is told of, so that there is time to make another. */
const EXPIRING_MS = 14 * 24 * 3_600_000;
/** Requests that are signed by a clock further off are refused, be it now or under load. */
const CLOCK_MOST_MS = 5_000;

export type KeyFacts = {
  readonly exchange: ExchangeName;
  readonly rights: {
    readonly read: boolean | null;
    readonly trade: boolean | null;
    readonly withdraw: boolean | null;
    readonly addresses: readonly string[] | null;
    readonly expiresAt: WallMs | null;
  };
  /** exchange time minus ours */
  readonly clockOffsetMs: number;
  readonly wallNow: WallMs;
};

/**
 * Whether a key may be used for live orders. One that may withdraw is refused, for whoever gets hold of it could empty
 * the account; so is one that may not read or trade, is over, or signs by a clock that is far off.
 */
export function judgeKey(facts: KeyFacts): KeyFindings {
  const { rights, clockOffsetMs, wallNow } = facts;
  const fault = faultOf(facts);
  const soon = rights.expiresAt !== null && rights.expiresAt <= plusMs(wallNow, EXPIRING_MS);
  return {
    status: fault !== null ? "invalid" : soon ? "expiring" : "valid",
    fault,
    mayRead: rights.read,
    mayTrade: rights.trade,
    mayWithdraw: rights.withdraw,
    addresses: rights.addresses ?? [],
    boundToAddresses: rights.addresses === null ? null : rights.addresses.length > 0,
    expiresAt: rights.expiresAt,
    clockOffsetMs: Math.round(clockOffsetMs),
    testedAt: wallNow,
  };
}

function faultOf({ exchange, rights, clockOffsetMs, wallNow }: KeyFacts): string | null {
  const at = exchangeLabel(exchange);
  if (rights.withdraw === true)
    return `This key may withdraw, so it is refused. Take that right away at ${at}, or make a key without it, and test again.`;
  if (rights.read === false)
    return `This key may not read balances and orders. Give it that right at ${at} and test again.`;
  if (rights.trade === false)
    return `This key may not trade. Give it the right to place spot orders at ${at} and test again.`;
  if (rights.expiresAt !== null && rights.expiresAt <= wallNow)
    return `This key is over. Make a new one at ${at} and replace it here.`;
  if (Math.abs(clockOffsetMs) > CLOCK_MOST_MS)
    return `${clockWords(clockOffsetMs)} Orders signed by it would be refused.`;
  return null;
}
