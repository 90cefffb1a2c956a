import type { WallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { createTokenBuckets, type TakeVerdict, type TokenBuckets } from "./token-bucket";

/** What limits the tries at the door. Every count is of one caller: none lets a stranger use up another's tries. */
export type Door = {
  /** of one browser the account knows */
  readonly knownBrowser: TokenBuckets;
  /** of one address, whatever account it tries */
  readonly address: TokenBuckets;
  /** of one address at one account */
  readonly addressAndAccount: TokenBuckets;
  /** of a whole network: only decides who waits longer */
  readonly network: TokenBuckets;
  /** of strangers at one account: only makes them wait */
  readonly account: TokenBuckets;
};

const KEYS_MAX = 10_000;

export const createDoor = (): Door => ({
  knownBrowser: createTokenBuckets({ burst: 20, refillMs: 30_000, keysMax: KEYS_MAX }),
  address: createTokenBuckets({ burst: 40, refillMs: 10_000, keysMax: KEYS_MAX }),
  addressAndAccount: createTokenBuckets({ burst: 10, refillMs: 30_000, keysMax: KEYS_MAX }),
  network: createTokenBuckets({ burst: 1_000, refillMs: 5_000, keysMax: KEYS_MAX }),
  account: createTokenBuckets({ burst: 1_000, refillMs: 3_000, keysMax: KEYS_MAX }),
});

export type Caller = { readonly address: string; readonly network: string; readonly email: string };

/** Counts one try of an unknown browser; refuses only for what its own address did. */
export function countStranger(door: Door, caller: Caller, now: WallMs): Result<void> {
  const { address, network, email } = caller;
  const verdicts = [door.addressAndAccount.take(`${address} ${email}`, now), door.address.take(address, now)];
  const late = verdicts.find(({ ok }) => !ok);
  if (late) return tooMany(late, now);
  door.network.take(network, now);
  door.account.take(email, now);
  return accept(undefined);
}

/** How often a caller's address or network tried of late: whoever tried least is checked first. */
export const triesOf = (door: Door, { address, network }: Caller, now: WallMs): number =>
  Math.max(door.address.used(address, now), door.network.used(network, now));

const CALM_TRIES = 20;
const SLOW_STEP_MS = 20;
const SLOW_MAX_MS = 2_000;

/** How long an unknown browser waits while strangers try an account: up to two seconds, and never refused for it. */
export const slowDownMs = (door: Door, { email }: Caller, now: WallMs): number =>
  Math.min(SLOW_MAX_MS, Math.max(0, door.account.used(email, now) - CALM_TRIES) * SLOW_STEP_MS);

function tooMany(verdict: TakeVerdict, now: WallMs): Result<never> {
  const seconds = verdict.ok ? 1 : Math.max(1, Math.ceil((verdict.retryAt - now) / 1_000));
  const words = seconds === 1 ? "1 second" : `${seconds} seconds`;
  return refuse("limit_reached", `Too many tries to sign in from here. Wait ${words}, then try again.`);
}
