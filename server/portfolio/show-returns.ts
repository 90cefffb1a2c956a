import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, sumOf, toDecimal, toText, ZERO } from "@/server/kernel/money";
import { listFlows } from "@/server/ledger/list-flows";
import type { TotalView } from "./core/live-view";
import {
  type Flow,
  moneyWeightedReturn,
  realProfit,
  splitFlows,
  timeWeightedReturn,
  type ValuedFlow,
} from "./core/real-profit";
import { getLiveView } from "./get-live-view";
import { findEquitiesAt } from "./store";

/** What a currency of a book earned. Money is decimal text in it, returns are fractions. */
export type ReturnView = {
  readonly currency: string;
  readonly equity: string;
  readonly initial: string;
  readonly injected: string;
  readonly withdrawn: string;
  readonly profit: string;
  /** null where nobody knows */
  readonly timeWeighted: number | null;
  /** of the whole period, not a year's */
  readonly moneyWeighted: number | null;
  /** when it was first funded, market clock */
  readonly since: string | null;
};
export type ReturnsView = { readonly book: Book; readonly returns: readonly ReturnView[] };

/** Real profit and returns of each currency of a book, by the equity its worker published last. Default: the book that pages show. */
export async function showReturns(q: {
  readonly userId: string;
  readonly book?: Book | undefined;
}): Promise<ReturnsView> {
  const view = await getLiveView(q.userId, q.book);
  const book = q.book ?? view?.book ?? "paper";
  const now = view ? marketMs(new Date(view.marketAt)) : marketMs(0);
  const of = { userId: q.userId, book, now };
  const returns = await Promise.all((view?.totals ?? []).map((total) => returnOf(of, total)));
  return { book, returns };
}

type Of = { readonly userId: string; readonly book: Book; readonly now: MarketMs };

async function returnOf({ userId, book, now }: Of, { currency, equity }: TotalView): Promise<ReturnView> {
  const flows = await listFlows({ userId, book, asset: currency });
  const split = splitFlows(flows);
  const key = { userId, book, currency };
  const instants = byInstant(flows);
  const recorded = await findEquitiesAt(
    key,
    instants.map(({ at }) => marketMs(Math.max(0, at - 1))),
  );
  const valued = instants.map((flow, place): ValuedFlow | null => {
    const before = place === 0 ? ZERO : (recorded[place] ?? heldInOpening(flow, instants));
    return before && { before: before.toNumber(), amount: flow.amount.toNumber() };
  });
  const known = valued.filter((one) => one !== null);
  const first = flows[0]?.at ?? null;
  const end = toDecimal(equity).toNumber();
  const span = first === null ? 0 : now - first;
  const timed = flows.map(({ at, amount }) => ({ left: (now - at) / span, amount: amount.toNumber() }));
  return {
    currency,
    equity,
    initial: toText(split.initial),
    injected: toText(split.injected),
    withdrawn: toText(split.withdrawn),
    profit: toText(realProfit(toDecimal(equity), split)),
    timeWeighted: known.length === valued.length ? timeWeightedReturn(known, end) : null,
    moneyWeighted: span > 0 ? moneyWeightedReturn(timed, end) : null,
    since: first === null ? null : new Date(first).toISOString(),
  };
}

/** Several venues funded one after the other are one beginning: nothing was recorded between, and nothing traded. */
const OPENING_MS = 600_000;

function heldInOpening({ at }: Flow, flows: readonly Flow[]): Decimal | null {
  const earlier = flows.filter((flow) => flow.at < at);
  const isOpening = at - (earlier[0]?.at ?? at) <= OPENING_MS;
  return isOpening ? sumOf(earlier.map(({ amount }) => amount)) : null;
}

/** What came at one instant is one flow. */
function byInstant(flows: readonly Flow[]): readonly Flow[] {
  const merged = new Map<number, Flow>();
  for (const flow of flows) {
    const known = merged.get(flow.at);
    merged.set(flow.at, known ? { ...known, amount: known.amount.plus(flow.amount) } : flow);
  }
  return [...merged.values()];
}
