// The six venues of the checklist, each opened as the trader opens it.
import { depositAtPaperVenue } from "@/server/exchange/paper/deposit";
import { createPaperVenue } from "@/server/exchange/paper/paper-venue";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { createTestDatabase } from "@/server/platform/testing/test-database";
import type { MarketData } from "../core/exchange-client";
import type { OrderRequest } from "../core/exchange-port";
import { paperVenue } from "../core/venue-name";
import { createLiveVenue } from "../live/live-venue";
import { openAccount, openMarketData } from "../open-exchange";
import { type Bench, PRICE } from "./conformance-hands";

const FUNDS = { base: "10", quote: "100000" };

export type ExchangeBench = Bench & {
  readonly simulator: Simulator;
  readonly site: { readonly kind: "simulator"; readonly origin: string };
  readonly data: MarketData;
  readonly keys: Awaited<ReturnType<typeof openAccount>>;
};

/** An exchange by its own adapter, against its own simulator over HTTP. */
export async function openExchangeBench(exchange: ExchangeName, symbol: string): Promise<ExchangeBench> {
  const [base = "", quote = ""] = symbol.split("/");
  const simulator = await startSimulator({ exchange, limits: 0 });
  const site = { kind: "simulator", origin: simulator.origin } as const;
  const balances = { [base]: FUNDS.base, [quote]: FUNDS.quote };
  const credentials = simulator.control.makeKey({ account: "one", balances });
  const data = await openMarketData(exchange, { site });
  const keys = await openAccount(exchange, { site, credentials });
  // as orders go out: by the live venue, which checks the exchange's rules first
  const listed = new Map((await data.markets()).map((market) => [market.symbol, market]));
  const venue = createLiveVenue({
    clocks: { wall: () => wallMs(Date.now()) },
    openAccount: async () => keys,
    marketOf: async (_venue, name) => listed.get(name) ?? null,
    lastPrice: () => null,
  });
  const [fees] = await keys.fees([symbol]);
  const rules = listed.get(symbol);
  if (!rules || !fees) throw new Error(`no market ${symbol}`);
  return {
    simulator,
    site,
    data,
    keys,
    account: { ...keys, createOrder: venue.createOrder },
    rules: { ...rules, makerFee: fees.makerFee, takerFee: fees.takerFee },
    startedAt: Date.now() - 5_000,
    setPrice: async (price) => simulator.control.setPrice(symbol, price),
    close: async () => {
      await keys.close();
      await data.close();
      await simulator.close();
    },
  };
}

/** This system's own venue, on a database of its own. Each price comes a second after the one before. */
export async function openPaperBench(exchange: ExchangeName, symbol: string): Promise<Bench> {
  const database = await createTestDatabase();
  const [base = "", quote = ""] = symbol.split("/");
  const rules: MarketRules = {
    exchange,
    symbol,
    base,
    quote,
    tickSize: toDecimal("0.01"),
    lotSize: toDecimal("0.001"),
    minAmount: toDecimal("0.002"),
    minNotional: toDecimal("5"),
    makerFee: toDecimal("0.001"),
    takerFee: toDecimal("0.002"),
  };
  const account = {
    userId: "00000000-0000-4000-8000-000000000001",
    book: "paper",
    venue: paperVenue(exchange),
  } as const;
  const startedAt = Date.now();
  let now: MarketMs = marketMs(startedAt);
  let last = toDecimal(PRICE);
  const tickNow = (): Tick => ({ exchange, symbol, at: now, last, bid: last, ask: last });
  const venue = createPaperVenue({
    clocks: { market: () => now, wall: () => wallMs(Date.now()) },
    rulesOf: (_venue, name) => (name === symbol ? rules : undefined),
    lastTick: tickNow,
    termsOf: async () => ({
      model: { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") },
      latencyMs: 250,
    }),
  });
  const setPrice = async (price: string): Promise<void> => {
    now = marketMs(now + 1_000);
    last = toDecimal(price);
    await venue.match([tickNow()]);
  };
  for (const [asset, amount] of [
    [base, FUNDS.base],
    [quote, FUNDS.quote],
  ] as const)
    await depositAtPaperVenue({ ...account, asset, amount: toDecimal(amount), ref: asset, oldRef: "" });
  const at = (request: OrderRequest): OrderRequest => ({ ...request, ...account });
  return {
    account: {
      createOrder: async (request) => {
        const answer = await venue.createOrder(at(request));
        // the market goes on
        await setPrice(last.toFixed());
        return answer;
      },
      findOrder: (id) => venue.findOrder(account, id),
      cancelOrder: (id) => venue.cancelOrder(account, id),
      listOpenOrders: (symbols) => venue.listOpenOrders(account, symbols),
      listTrades: (symbols, since) => venue.listTrades(account, symbols, since),
      listBalances: () => venue.listBalances(account),
    },
    rules,
    startedAt,
    setPrice,
    close: () => database.drop(),
  };
}
