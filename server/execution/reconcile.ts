import { beat } from "@/server/heartbeat/beat";
import type { Book } from "@/server/kernel/book";
import { type Decimal, maxOf, toText, ZERO } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import { listLedgerVenues } from "@/server/ledger/list-ledger-venues";
import { failpoint } from "@/server/platform/failpoint";
import { recordAccount } from "./external/record-account";
import { eachVenue, inLane } from "./lanes";
import type { TradingRuntime } from "./runtime";
import { settleNow } from "./settle-orders";
import { tellUnresolved } from "./tell-unresolved";

type Account = { readonly userId: string; readonly book: Book; readonly venue: string };

const HELD_KINDS = ["available", "allocated", "in_orders"];

/**
 * Settles what is in flight, then compares the ledger with each venue's own balances: per book, venue and asset
 * available + allocated + in orders must equal what the venue holds. A difference is shown, never overwritten.
 * Answers the largest difference found. A venue that does not answer keeps no other from being compared; its failure is
 * thrown when all have ended.
 */
export async function reconcile(runtime: TradingRuntime): Promise<{ difference: string; venues: number }> {
  const accounts = await listAccounts(runtime);
  const byVenue = Map.groupBy(accounts, ({ venue }) => venue);
  const differences = await eachVenue([...byVenue.keys()], (venue) =>
    inLane(runtime, venue, () => reconcileNow(runtime, venue, byVenue.get(venue) ?? [])),
  );
  const largest = differences.reduce((most, difference) => maxOf(most, difference), ZERO);
  return { difference: toText(largest), venues: accounts.length };
}

/** The same for one venue; no other waits for it. Answers the largest difference there. */
export async function reconcileVenue(runtime: TradingRuntime, venue: string): Promise<Decimal> {
  return inLane(runtime, venue, async () => {
    const accounts = await listAccounts(runtime);
    return reconcileNow(
      runtime,
      venue,
      accounts.filter((account) => account.venue === venue),
    );
  });
}

/** Every account the ledger knows, and those there are keys for. */
async function listAccounts({ keyedAccounts }: TradingRuntime): Promise<readonly Account[]> {
  const known = await listLedgerVenues();
  const keyOf = ({ userId, book, venue }: Account) => `${userId} ${book} ${venue}`;
  const all = new Map([...known, ...((await keyedAccounts?.()) ?? [])].map((one) => [keyOf(one), one]));
  return [...all.values()];
}

/**
 * Tells what the ledger holds at venues that are not among `known`: nobody here can ask them, so all of it is a
 * difference, until it is booked away or the venue is there again. Answers those venues.
 */
export async function tellUncompared(
  { clocks }: Pick<TradingRuntime, "clocks">,
  known: readonly string[],
): Promise<readonly string[]> {
  const unknown = (await listLedgerVenues()).filter(({ venue }) => !known.includes(venue));
  const venues = new Set<string>();
  for (const account of unknown) {
    const { difference, asset } = worstOf(await ledgerHeld(account));
    const where = asset ? `${account.venue} ${asset}` : account.venue;
    const detail = { difference: toText(difference), where, uncompared: true };
    await beat(`reconcile:${account.userId}:${account.book}:${account.venue}`, detail, clocks);
    if (difference.gt(0)) venues.add(account.venue);
  }
  return [...venues];
}

async function reconcileNow(
  runtime: TradingRuntime,
  venue: string,
  accounts: readonly Account[],
): Promise<Decimal> {
  await settleNow(runtime, venue, { allStops: true });
  failpoint("reconcile.settled");
  await tellUnresolved(runtime, venue);
  let largest = ZERO;
  for (const account of accounts) {
    const { difference, asset } = await compare(runtime, account);
    const where = asset ? `${venue} ${asset}` : venue;
    const detail = { difference: toText(difference), where };
    await beat(`reconcile:${account.userId}:${account.book}:${venue}`, detail, runtime.clocks);
    failpoint("reconcile.written");
    largest = maxOf(largest, difference);
  }
  return largest;
}

async function compare(runtime: TradingRuntime, account: Account) {
  const { lines, open } = await recordAccount(runtime, account, await ledgerHeld(account));
  const [first] = open;
  if (first) {
    // they hold money that the ledger counts as free
    const words = `${open.length} open orders at ${account.venue} are not ours, the first ${first.symbol} ${first.venueOrderId}`;
    runtime.failed("finding foreign orders", `${account.book} ${account.venue}`, new Error(words));
  }
  return worstOf(new Map(lines.map(({ asset, difference }) => [asset, difference])));
}

async function ledgerHeld(account: Account): Promise<Map<string, Decimal>> {
  const held = new Map<string, Decimal>();
  for (const row of await listBalances(account)) {
    if (row.venue !== account.venue || !HELD_KINDS.includes(row.kind)) continue;
    held.set(row.asset, (held.get(row.asset) ?? ZERO).plus(row.balance));
  }
  return held;
}

function worstOf(held: ReadonlyMap<string, Decimal>) {
  let worst = { difference: ZERO, asset: "" };
  for (const [asset, difference] of held) {
    if (difference.abs().gt(worst.difference)) worst = { difference: difference.abs(), asset };
  }
  return worst;
}
