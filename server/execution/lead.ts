import { awakeMs } from "@/server/platform/awake-clock";
import { failpoint } from "@/server/platform/failpoint";
import { type OwnConnection, openOwnConnection } from "@/server/platform/own-connection";
import {
  endLease,
  evictLockHolder,
  findLeader,
  freeLeaderLock,
  LEADER_NAME,
  renewLease,
  takeLease,
  tryLeaderLock,
} from "./lease/store";

export type Leadership = {
  /** The fencing token while this process leads, else null. Asked right before every act of a leader. */
  readonly token: () => bigint | null;
  /** Tries to become the leader; true when it leads, false when another does. Throws while the database is away. */
  readonly tryLead: () => Promise<boolean>;
  /** Who leads, "host:pid"; null when nobody ever did. */
  readonly leader: () => Promise<string | null>;
  readonly resign: () => Promise<void>;
};

const LEASE_MS = 8_000;
/** Of a lease: renewed every two seconds, and its holder stops a second before it ends in the database. */
const RENEW_SHARE = 1 / 4;
const MARGIN_SHARE = 1 / 8;
const QUERY_TIMEOUT_MS = 15_000;

type Held = {
  readonly own: OwnConnection;
  locked: boolean;
  token: bigint | null;
  /** on `now`: nothing is done as leader from then on */
  until: number;
  timer: NodeJS.Timeout | undefined;
};

/**
 * One worker trades, every other stands by. The leader holds a lease that it renews every two seconds, and an advisory
 * lock that falls with its connection. A killed leader is succeeded at once, for its lock is free; one that hangs, or
 * whose connection half died, when its lease has run out. Both clocks count elapsed time only, the holder's from before
 * it asked, so that it knows its lease gone before the database gives it away: a process that was stopped and wakes
 * finds no token. The token of the lease fences what an older leader still tries to write.
 *
 * `now` is elapsed milliseconds, sleep of the machine included.
 */
export function createLeadership(options: {
  readonly holder: string;
  readonly onLost: () => void;
  readonly now?: () => number;
  readonly leaseMs?: number;
}): Leadership {
  const { holder, onLost, now = awakeMs, leaseMs = LEASE_MS } = options;
  const ofLease = ({ locked }: Held) => ({ name: LEADER_NAME, holder, leaseMs, hasLock: locked });
  const validMs = leaseMs * (1 - MARGIN_SHARE);
  let held: Held | null = null;
  let trying: Promise<boolean> | null = null;
  const token = () => (held !== null && held.token !== null && now() < held.until ? held.token : null);

  const drop = async (one: Held) => {
    clearTimeout(one.timer);
    if (held === one) held = null;
    await one.own.close().catch(() => undefined);
    if (one.token !== null) onLost();
  };
  /** False when the lease is another's now. */
  const renew = async (one: Held, mine: bigint): Promise<boolean> => {
    const asked = now();
    one.locked ||= await tryLeaderLock(one.own);
    // given back meanwhile: it must not be made longer again
    if (held !== one) return false;
    const renewed = await renewLease(one.own, mine, ofLease(one));
    if (renewed) one.until = asked + validMs;
    else one.token = null;
    return renewed;
  };
  const keep = (one: Held) => {
    one.timer = setTimeout(() => void renewOnce(one), leaseMs * RENEW_SHARE);
    one.timer.unref();
  };
  const renewOnce = async (one: Held): Promise<void> => {
    if (held !== one || one.token === null) return;
    const wasLate = token() === null;
    try {
      const renewed = await renew(one, one.token);
      if (held !== one) return;
      if (!renewed || wasLate) onLost();
      if (renewed) keep(one);
    } catch {
      await drop(one);
    }
  };
  const take = async (one: Held): Promise<boolean> => {
    const asked = now();
    one.locked ||= await tryLeaderLock(one.own);
    const taken = await takeLease(one.own, ofLease(one));
    // it may have fallen, or been given up, meanwhile: then another may lead already
    if (held !== one) return false;
    if (taken === null) {
      if (one.locked) await freeLeaderLock(one.own);
      one.locked = false;
      return false;
    }
    one.token = taken;
    one.until = asked + validMs;
    keep(one);
    failpoint("lead.taken");
    // whose lease ran out is gone or hangs; where this may not end its connection, the lease alone counts
    if (!one.locked) await evictLockHolder(one.own).catch(() => undefined);
    return true;
  };
  const lead = async (): Promise<boolean> => {
    held ??= await openHeld(drop);
    const one = held;
    try {
      return one.token === null ? await take(one) : (await renew(one, one.token)) || (await take(one));
    } catch (error) {
      const wasGivenUp = held !== one;
      await drop(one);
      if (wasGivenUp) return false;
      throw error;
    }
  };
  return {
    token,
    tryLead: async () => {
      if (token() !== null) return true;
      trying ??= lead().finally(() => {
        trying = null;
      });
      return trying;
    },
    leader: () => findLeader(LEADER_NAME),
    resign: async () => {
      const one = held;
      held = null;
      if (!one) return;
      clearTimeout(one.timer);
      if (one.token !== null) await endLease(one.own, LEADER_NAME, one.token).catch(() => undefined);
      await one.own.close();
    },
  };
}

async function openHeld(onLost: (one: Held) => Promise<void>): Promise<Held> {
  let one: Held | null = null;
  const lost = () => {
    if (one) void onLost(one);
  };
  const own = await openOwnConnection({ queryTimeoutMs: QUERY_TIMEOUT_MS, onLost: lost });
  one = { own, locked: false, token: null, until: 0, timer: undefined };
  return one;
}
