import { beat } from "@/server/heartbeat/beat";
import { type Decimal, maxOf, toText, ZERO } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import { listLedgerVenues } from "@/server/ledger/list-ledger-venues";
import type { TradingRuntime } from "./runtime";
import { serially } from "./serial";
import { settleNow } from "./settle-orders";

const HELD_KINDS = ["available", "allocated", "in_orders"];

/**
 * Settles what is in flight, then compares the ledger with each venue's own balances: per book, venue and asset
 * available + allocated + in orders must equal what the venue holds. A difference is shown, never overwritten.
 * Answers the largest difference found.
 */
export function reconcile(runtime: TradingRuntime): Promise<{ difference: string; venues: number }> {
  return serially(runtime, async () => {
    await settleNow(runtime);
    const venues = await listLedgerVenues();
    const worst = new Map<string, { difference: Decimal; userId: string; book: string; where: string }>();
    for (const account of venues) {
      const { difference, asset } = await compare(runtime, account);
      const key = `${account.userId}:${account.book}`;
      const known = worst.get(key);
      if (!known || difference.gt(known.difference)) {
        worst.set(key, {
          difference,
          userId: account.userId,
          book: account.book,
          where: `${account.venue} ${asset}`,
        });
      }
    }
    const { clocks } = runtime;
    for (const { difference, where, userId, book } of worst.values()) {
      await beat(`reconcile:${userId}:${book}`, { difference: toText(difference), where }, clocks);
    }
    const largest = [...worst.values()].reduce((most, { difference }) => maxOf(most, difference), ZERO);
    return { difference: toText(largest), venues: venues.length };
  });
}

async function compare(
  runtime: TradingRuntime,
  account: { userId: string; book: "paper" | "live" | "demo"; venue: string },
) {
  const held = new Map<string, Decimal>();
  for (const row of await listBalances(account)) {
    if (row.venue !== account.venue || !HELD_KINDS.includes(row.kind)) continue;
    held.set(row.asset, (held.get(row.asset) ?? ZERO).plus(row.balance));
  }
  for (const { asset, total } of await runtime.portOf(account.venue).listBalances(account)) {
    held.set(asset, (held.get(asset) ?? ZERO).minus(total));
  }
  let worst = { difference: ZERO, asset: "" };
  for (const [asset, difference] of held) {
    if (difference.abs().gt(worst.difference)) worst = { difference: difference.abs(), asset };
  }
  return worst;
}
