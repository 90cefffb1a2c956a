import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { exchangeOf } from "@/server/exchange/core/venue-name";
import type { OwnTest } from "@/server/execution/core/own-tests";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { findTestsSince } from "../store";

/** For so long an order of a test is recognised, as long as trades of others are looked for. */
const KNOWN_MS = 7 * 86_400_000;

/** The order tests of an account, by what they may have sent: reconciliation knows it as ours. */
export async function listOwnTests(account: VenueAccount, now: WallMs): Promise<readonly OwnTest[]> {
  const { userId, book, venue } = account;
  const site = book === "practice" ? "simulator" : "real";
  const rows = await findTestsSince({ userId, exchange: exchangeOf(venue), site }, plusMs(now, -KNOWN_MS));
  return rows.map(({ testId, symbol, trades, status, orderIds }) => ({
    testId,
    symbol,
    trades,
    isOver: status === "passed" || status === "failed",
    orders: orderIds.map((clientOrderId, at) => ({ clientOrderId, side: SIDES[at] ?? "buy" })),
  }));
}

/** As the test writes its ids down: the resting buy, the smallest buy, the smallest sell. */
const SIDES = ["buy", "buy", "sell"] as const;
