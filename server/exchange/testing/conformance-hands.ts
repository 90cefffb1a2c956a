// A pair of hands at a venue, for the checklist that all venues pass.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { AccountClient } from "@/server/exchange/core/exchange-client";
import type { OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import { venueRulesOf } from "@/server/exchange/core/venue-rules";
import { wallMs } from "@/server/kernel/clock";
import { type Decimal, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";

/** One venue on the bench. */
export type Bench = {
  readonly account: Pick<
    AccountClient,
    "createOrder" | "findOrder" | "cancelOrder" | "listOpenOrders" | "listTrades" | "listBalances"
  >;
  readonly rules: MarketRules;
  /** The price from now on; orders it reaches trade. */
  readonly setPrice: (price: string) => Promise<void>;
  /** Instants that trades are dated after. */
  readonly startedAt: number;
  readonly close: () => Promise<void>;
};

export const PRICE = "1000";
const LOOKS = { timeout: 20_000, interval: 100 };

export const clientId = (): string => `amk-${randomBytes(15).toString("hex")}`;

type Side = "buy" | "sell";
export type Hands = ReturnType<typeof createHands>;

/** What a test does at a venue, and what it looks at. */
export function createHands(bench: () => Bench) {
  const rules = () => bench().rules;
  const account = () => bench().account;
  const request = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
    userId: "00000000-0000-4000-8000-000000000001",
    book: "practice",
    venue: rules().exchange,
    clientOrderId: clientId(),
    symbol: rules().symbol,
    base: rules().base,
    quote: rules().quote,
    side: "buy",
    type: "market",
    amount: toDecimal("0.1"),
    limitPrice: null,
    postOnly: false,
    stopPrice: null,
    deadline: wallMs(Date.now() + 3_600_000_000),
    ...changes,
  });
  const limit = (price: string, changes: Partial<OrderRequest> = {}) =>
    request({ type: "limit", limitPrice: toDecimal(price), ...changes });
  const find = ({ clientOrderId, symbol }: OrderRequest) => account().findOrder(clientOrderId, symbol);
  const cancel = ({ clientOrderId, symbol }: OrderRequest) => account().cancelOrder(clientOrderId, symbol);
  const place = async (order: OrderRequest): Promise<string> => {
    const answer = await account().createOrder(order);
    if (answer.kind !== "accepted") throw new Error(`not accepted: ${answer.reason}`);
    return answer.venueOrderId;
  };
  const seen = async (order: OrderRequest, status: VenueOrder["status"]): Promise<VenueOrder> => {
    await expect.poll(async () => (await find(order))?.status ?? null, LOOKS).toBe(status);
    const found = await find(order);
    if (!found) throw new Error("it was there a moment ago");
    return found;
  };
  const balance = async (asset: string): Promise<Decimal> =>
    (await account().listBalances()).find((one) => one.asset === asset)?.total ?? ZERO;
  const both = async () => ({ base: await balance(rules().base), quote: await balance(rules().quote) });
  const isListed = async (order: OrderRequest) =>
    (await account().listOpenOrders([order.symbol])).some((one) => one.clientOrderId === order.clientOrderId);
  return { bench, rules, account, request, limit, find, cancel, place, seen, both, isListed };
}

/** What the trades of one order must have moved, fees in the asset they were taken in. */
function moved(rules: MarketRules, side: Side, { trades }: VenueOrder) {
  const way = side === "buy" ? 1 : -1;
  const feeIn = (asset: string) =>
    sumOf(trades.flatMap(({ fee }) => (fee.asset === asset ? [fee.amount] : [])));
  return {
    base: sumOf(trades.map(({ amount }) => amount))
      .times(way)
      .minus(feeIn(rules.base)),
    quote: sumOf(trades.map(({ amount, price }) => amount.times(price)))
      .times(-way)
      .minus(feeIn(rules.quote)),
  };
}

/** Each fee in the asset this exchange takes it in, at the rate the account pays. */
function checkFees(rules: MarketRules, side: Side, { trades }: VenueOrder): void {
  for (const { liquidity, fee, amount, price } of trades) {
    const inBase = venueRulesOf(rules.exchange).feeIn[liquidity][side] === "base";
    const rate = liquidity === "maker" ? rules.makerFee : rules.takerFee;
    expect(fee.asset).toBe(inBase ? rules.base : rules.quote);
    const expected = (inBase ? amount : amount.times(price)).times(rate);
    expect(fee.amount.minus(expected).abs().toNumber()).toBeLessThan(0.0001);
  }
}

/** Runs one order and checks that balances moved by what its trades say, fees included. */
export async function checkMoves(
  { both, rules }: Hands,
  side: Side,
  work: () => Promise<VenueOrder>,
): Promise<VenueOrder> {
  const before = await both();
  const order = await work();
  const expected = moved(rules(), side, order);
  const isNear = async () => {
    const after = await both();
    const off = (key: "base" | "quote") => after[key].minus(before[key]).minus(expected[key]).abs();
    return off("base").lt("0.00001") && off("quote").lt("0.01");
  };
  await expect.poll(isNear, LOOKS).toBe(true);
  checkFees(rules(), side, order);
  return order;
}
