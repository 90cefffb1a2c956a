import { Fault } from "@/server/kernel/result";
import type { ExchangePort } from "./core/exchange-port";

/**
 * The same venue for the leader only: `leads` is asked right before each call, and without the lead no call leaves this
 * process (a retryable Fault). A process that was stopped in the middle of its work wakes in the middle of it.
 */
export function fencePort(port: ExchangePort, leads: () => boolean): ExchangePort {
  const fenced =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (!leads()) throw new Fault("exchange", true, "This worker does not lead now: nothing was sent.");
      return call(...args);
    };
  return {
    createOrder: fenced(port.createOrder),
    findOrder: fenced(port.findOrder),
    cancelOrder: fenced(port.cancelOrder),
    listOpenOrders: fenced(port.listOpenOrders),
    listTrades: fenced(port.listTrades),
    listBalances: fenced(port.listBalances),
  };
}
