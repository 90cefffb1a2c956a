import { record } from "@/server/audit/record";
import type { OrderRequest, PlaceAnswer } from "@/server/exchange/core/exchange-port";
import type { Clocks } from "@/server/kernel/clock";
import { plusMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { RecordTx } from "@/server/platform/db";
import { gather } from "@/server/platform/gather";
import { acceptOrder } from "./core/accept-order";
import type { Terms } from "./core/paper-order";
import { assetKey, type BalanceMove, lockFreeOf, saveTaken, type TakenOrder } from "./store/intake";

/** An order nobody objects to, with what it is accepted by. */
export type Arriving = {
  readonly request: OrderRequest;
  readonly terms: Terms & { readonly tick: Tick; readonly latencyMs: number };
};

const TOGETHER_MOST = 64;

/** Takes orders in, those that arrive in the same moment in one transaction, one after the other. */
export const createIntake = (clocks: Clocks): ((arriving: Arriving) => Promise<PlaceAnswer>) =>
  gather(TOGETHER_MOST, (arriving: readonly Arriving[]) => record((tx) => takeAll(tx, clocks, arriving)));

async function takeAll(
  tx: RecordTx,
  clocks: Clocks,
  arriving: readonly Arriving[],
): Promise<readonly PlaceAnswer[]> {
  const paidIn = ({ request }: Arriving) => ({
    userId: request.userId,
    book: request.book,
    venue: request.venue,
    asset: request.side === "buy" ? request.quote : request.base,
  });
  const free = new Map(await lockFreeOf(tx, arriving.map(paidIn)));
  const moves = new Map<string, BalanceMove>();
  const taken: TakenOrder[] = [];
  const judge = (one: Arriving): PlaceAnswer | TakenOrder => {
    const { request, terms } = one;
    const facts = {
      free: free.get(assetKey(paidIn(one))) ?? ZERO,
      last: terms.tick.last,
      // read under the lock: after a wait for it nobody may expect the order any more
      wallNow: clocks.wall(),
    };
    const answer = acceptOrder(request, facts, terms);
    if (answer.kind === "rejected") return answer;
    for (const { asset, free: byFree, used } of answer.changes) {
      const move = { userId: request.userId, book: request.book, venue: request.venue, asset };
      const key = assetKey(move);
      const known = moves.get(key);
      moves.set(key, { ...move, free: add(known?.free, byFree), used: add(known?.used, used) });
      free.set(key, add(free.get(key), byFree));
    }
    const at = clocks.market();
    const order: TakenOrder = {
      request,
      held: answer.held,
      status: answer.status,
      reason: answer.reason,
      at,
      matchAt: plusMs(at, terms.latencyMs),
    };
    taken.push(order);
    return order;
  };
  const judged = arriving.map(judge);
  const ids = await saveTaken(tx, taken, [...moves.values()]);
  const idOf = new Map(taken.map((order, index) => [order, ids[index] ?? ""]));
  return judged.map((one) => ("kind" in one ? one : { kind: "accepted", venueOrderId: idOf.get(one) ?? "" }));
}

const add = (sum: Decimal | undefined, more: Decimal): Decimal => (sum ?? ZERO).plus(more);
