import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { AccountTrade, VenueAccount } from "@/server/exchange/core/exchange-port";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { postTransfer } from "@/server/ledger/post-transfer";
import type { AssetLine } from "../core/compare-account";
import { isExplainedBy, movedByTest, type OwnTest, type TestOrder } from "../core/own-tests";
import type { LineMemory } from "../core/plan-line";
import type { TradingRuntime } from "../runtime";

/**
 * Of trades that no order of a bot made, those that no order test of ours made either. The venue is asked for the tests'
 * orders by their client ids, and only where a trade is in their market; while one runs, or cannot be asked for, the trades of
 * its market are judged at a later look.
 */
export async function withoutTests(
  runtime: TradingRuntime,
  account: VenueAccount,
  trades: readonly AccountTrade[],
  tests: readonly OwnTest[],
): Promise<readonly AccountTrade[]> {
  const inQuestion = tests.filter(({ symbol }) => trades.some((trade) => trade.symbol === symbol));
  const unsure = new Set(inQuestion.filter(({ isOver }) => !isOver).map(({ symbol }) => symbol));
  const own = new Set<string>();
  for (const test of inQuestion) {
    const orders = await readOrders(runtime, account, test);
    if (orders === null) unsure.add(test.symbol);
    for (const { found } of orders ?? []) own.add(found.venueOrderId);
  }
  return trades.filter(({ symbol, venueOrderId }) => !unsure.has(symbol) && !own.has(venueOrderId));
}

/** The orders of a test that arrived; null where the venue does not answer. */
async function readOrders(
  { portOf }: TradingRuntime,
  account: VenueAccount,
  { symbol, orders }: OwnTest,
): Promise<readonly TestOrder[] | null> {
  try {
    const asked = orders.map(async ({ clientOrderId, side }) => ({
      side,
      found: await portOf(account.venue).findOrder(account, clientOrderId, symbol),
    }));
    return (await Promise.all(asked)).flatMap(({ side, found }) => (found ? [{ side, found }] : []));
  } catch {
    return null;
  }
}

/**
 * Books what order tests of ours moved in an account, in the pool and on a ledger line of its own (`order_test`), where the
 * account differs by exactly that. Answers the lines as they are after it.
 */
export async function bookTests(
  runtime: TradingRuntime,
  account: VenueAccount,
  lines: readonly AssetLine[],
  { tests, memory }: { readonly tests: readonly OwnTest[]; readonly memory: ReadonlyMap<string, LineMemory> },
): Promise<readonly AssetLine[]> {
  let left = lines;
  for (const test of tests.filter(({ trades, isOver }) => trades && isOver)) {
    const parts = test.symbol.split("/");
    if (!left.some(({ asset, difference }) => parts.includes(asset) && !difference.isZero())) continue;
    const orders = await readOrders(runtime, account, test);
    const moved = movedByTest(test.symbol, orders ?? []);
    if (!isExplainedBy(moved, left, memory)) continue;
    const booked = await book(runtime, account, test, moved);
    left = left.map((line) => {
      const amount = booked.get(line.asset) ?? ZERO;
      return { ...line, ours: line.ours.plus(amount), difference: line.difference.minus(amount) };
    });
  }
  return left;
}

async function book(
  { clocks }: TradingRuntime,
  { userId, book, venue }: VenueAccount,
  { testId, symbol }: OwnTest,
  moved: ReadonlyMap<string, Decimal>,
): Promise<ReadonlyMap<string, Decimal>> {
  const ctx = jobContext(clocks, userId, "reconciliation", `order-test:${testId}`);
  const written = await commit<ReadonlyMap<string, Decimal>>(ctx, {
    action: "orderTest.booked",
    subject: testId,
    reason: `what the order test in ${symbol} bought, sold and paid`,
    detail: (booked) => ({
      venue,
      moved: [...booked].map(([asset, amount]) => `${toText(amount)} ${asset}`),
    }),
    events: [{ name: "account/differs", data: { book, venue } }],
    write: async (tx) => {
      const booked = new Map<string, Decimal>();
      for (const [asset, amount] of moved) {
        const ref = `order-test:${testId}:${asset}`;
        booked.set(
          asset,
          await postTransfer(tx, ctx, { book, venue, asset, amount, ref, kind: "order_test" }),
        );
      }
      return booked;
    },
    unchanged: (booked) => [...booked.values()].every((amount) => amount.isZero()),
  });
  return written.ok ? written.value : new Map();
}
