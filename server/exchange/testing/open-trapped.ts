import type { Credentials } from "@/server/exchange/core/exchange-client";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { openAccount } from "@/server/exchange/open-exchange";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { clientId } from "./conformance-hands";

const SYMBOLS: { readonly [exchange in ExchangeName]: string } = {
  binance: "ETH/USDT",
  kucoin: "ETH/USDT",
  kraken: "ETH/USD",
  luno: "ETH/ZAR",
  valr: "ETH/ZAR",
};

export type Trapped = Awaited<ReturnType<typeof openTrapped>>;

/** An account with coins at a simulated exchange whose price stands at a thousand. */
export async function openTrapped(exchange: ExchangeName) {
  const symbol = SYMBOLS[exchange];
  const [base = "", quote = ""] = symbol.split("/");
  const simulator = await startSimulator({ exchange, limits: 0 });
  const { control } = simulator;
  const site = { kind: "simulator", origin: simulator.origin } as const;
  const balances = { [base]: "1000", [quote]: "1000000" };
  const credentials = control.makeKey({ account: "one", balances });
  control.setPrice(symbol, "1000");
  const account = await openAccount(exchange, { site, credentials });
  await account.fees([symbol]);
  const request = (changes: Partial<OrderRequest>): OrderRequest => ({
    userId: "00000000-0000-4000-8000-000000000001",
    book: "practice",
    venue: exchange,
    clientOrderId: clientId(),
    symbol,
    base,
    quote,
    side: "buy",
    type: "market",
    amount: toDecimal("0.1"),
    limitPrice: null,
    postOnly: false,
    stopPrice: null,
    deadline: wallMs(Date.now() + 3_600_000),
    ...changes,
  });
  return {
    origin: simulator.origin,
    symbol,
    base,
    quote,
    control,
    account,
    limit: (price: string, changes: Partial<OrderRequest> = {}) =>
      request({ type: "limit", limitPrice: toDecimal(price), ...changes }),
    market: (side: "buy" | "sell", amount: string) => request({ side, amount: toDecimal(amount) }),
    /** The order when it has ended: some exchanges take it in first. */
    closed: async ({ clientOrderId }: OrderRequest) => {
      for (let look = 0; look < 100; look++) {
        const found = await account.findOrder(clientOrderId, symbol);
        if (found?.status === "closed") return found;
        await new Promise((later) => setTimeout(later, 50));
      }
      throw new Error("it did not close");
    },
    /** Another client with the same key, but for what is changed of it. */
    again: (changes: Partial<Credentials> = {}) =>
      openAccount(exchange, { site, credentials: { ...credentials, ...changes } }),
    byHand: (side: "buy" | "sell", amount: string, price?: string): string => {
      const placed = control.order({ account: "one", symbol, side, amount, price: price ?? null });
      if (!placed.ok) throw new Error(placed.words);
      return placed.order.id;
    },
    /** How many it ever took in. */
    orders: () => control.truth().orders.length,
    tradesSince: (since: number) => control.truth().trades.filter(({ at }) => at >= since).length,
    /** How often it was asked: one path, or altogether. */
    requests: (path?: string) => {
      const { requests } = control.truth();
      return path === undefined
        ? Object.values(requests).reduce((sum, each) => sum + each, 0)
        : (requests[path] ?? 0);
    },
    close: async () => {
      await account.close();
      await simulator.close();
    },
  };
}
