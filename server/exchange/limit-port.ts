import { Fault } from "@/server/kernel/result";
import type { ExchangePort, VenueAccount } from "./core/exchange-port";

/**
 * The same venue, but no call waits longer than the account's owner allows (ms, wall clock): then a retryable Fault is thrown and the
 * outcome is unknown, as after a broken connection. One venue that hangs must not hold up stops and settlement.
 */
export function limitPort(port: ExchangePort, timeoutOf: (userId: string) => Promise<number>): ExchangePort {
  const limit = async <T>({ userId, venue }: VenueAccount, call: () => Promise<T>): Promise<T> => {
    // asked meanwhile: what is called must not wait for it
    const limit = timeoutOf(userId);
    return within(call(), limit, venue);
  };
  return {
    createOrder: (request) => limit(request, () => port.createOrder(request)),
    findOrder: (account, clientOrderId, symbol) =>
      limit(account, () => port.findOrder(account, clientOrderId, symbol)),
    cancelOrder: (account, clientOrderId, symbol) =>
      limit(account, () => port.cancelOrder(account, clientOrderId, symbol)),
    listOpenOrders: (account, symbols) => limit(account, () => port.listOpenOrders(account, symbols)),
    listTrades: (account, symbols, since) => limit(account, () => port.listTrades(account, symbols, since)),
    listBalances: (account) => limit(account, () => port.listBalances(account)),
  };
}

async function within<T>(answer: Promise<T>, limit: Promise<number>, venue: string): Promise<T> {
  // whichever comes first is told; the other must not end the process
  answer.catch(() => undefined);
  const from = performance.now();
  const timeoutMs = await Promise.race([limit, answer.then(() => 0)]);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(
      () => fail(new Fault("exchange", true, `${venue} did not answer within ${timeoutMs} ms.`)),
      Math.max(timeoutMs - (performance.now() - from), 0),
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
