import { Fault } from "@/server/kernel/result";
import type { ExchangePort } from "./core/exchange-port";

/**
 * The same venue, but no call waits longer than `timeoutMs` (wall clock): then a retryable Fault is thrown and the
 * outcome is unknown, as after a broken connection. One venue that hangs must not hold up stops and settlement.
 */
export function limitPort(port: ExchangePort, timeoutMs: number): ExchangePort {
  return {
    createOrder: (request) => within(port.createOrder(request), timeoutMs, request.venue),
    findOrder: (account, clientOrderId) =>
      within(port.findOrder(account, clientOrderId), timeoutMs, account.venue),
    cancelOrder: (account, clientOrderId) =>
      within(port.cancelOrder(account, clientOrderId), timeoutMs, account.venue),
    listBalances: (account) => within(port.listBalances(account), timeoutMs, account.venue),
  };
}

async function within<T>(answer: Promise<T>, timeoutMs: number, venue: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(
      () => fail(new Fault("exchange", true, `${venue} did not answer within ${timeoutMs} ms.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
