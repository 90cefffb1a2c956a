import { Fault } from "@/server/kernel/result";
import { afterFailure, afterWait, type BreakerState, CLOSED, mayAsk } from "./core/breaker";
import type { ExchangePort, VenueAccount } from "./core/exchange-port";
import { ExchangeFault } from "./core/verdict";

type Breaker = { state: BreakerState; isTrying: boolean };

/**
 * The same venue, left alone for a while after failures in a row (malformed answers, errors, silence), and for as long as it
 * asks for: too many requests, a ban. Cancels, questions and sales go first when that is over. What is not asked then is a retryable Fault; an order that is not sent is rejected, for nobody has to look for it. Each account has its own,
 * so that one owner's broken keys close nobody else's door.
 */
export function breakPort(port: ExchangePort, wall: () => number): ExchangePort {
  const breakers = new Map<string, Breaker>();
  const breakerOf = ({ userId, book, venue }: VenueAccount): Breaker => {
    const key = `${userId} ${book} ${venue}`;
    const breaker = breakers.get(key) ?? { state: CLOSED, isTrying: false };
    breakers.set(key, breaker);
    return breaker;
  };
  const tryCall = async <T>(breaker: Breaker, call: () => Promise<T>): Promise<T> => {
    const isTrying = breaker.state.openings > 0;
    breaker.isTrying ||= isTrying;
    try {
      const answer = await call();
      breaker.state = CLOSED;
      return answer;
    } catch (error) {
      const waitMs = error instanceof ExchangeFault ? error.waitMs : undefined;
      breaker.state =
        waitMs === undefined ? afterFailure(breaker.state, wall()) : afterWait(breaker.state, wall(), waitMs);
      throw error;
    } finally {
      if (isTrying) breaker.isTrying = false;
    }
  };
  const may = (breaker: Breaker, addsRisk: boolean) =>
    mayAsk(breaker.state, { now: wall(), isTrying: breaker.isTrying, addsRisk });
  const ask = async <T>(account: VenueAccount, call: () => Promise<T>): Promise<T> => {
    const breaker = breakerOf(account);
    if (may(breaker, false)) return tryCall(breaker, call);
    throw new Fault(
      "exchange",
      true,
      `${account.venue} failed, or asked to wait, and is left alone for a while.`,
    );
  };
  return {
    createOrder: async (request) => {
      const breaker = breakerOf(request);
      if (may(breaker, request.side === "buy")) return tryCall(breaker, () => port.createOrder(request));
      const reason = `not sent: ${request.venue} failed, or asked to wait, and is left alone for a while`;
      return { kind: "rejected", reason, because: "later" };
    },
    findOrder: (account, id, symbol) => ask(account, () => port.findOrder(account, id, symbol)),
    cancelOrder: (account, id, symbol) => ask(account, () => port.cancelOrder(account, id, symbol)),
    listOpenOrders: (account, symbols) => ask(account, () => port.listOpenOrders(account, symbols)),
    listTrades: (account, symbols, since) => ask(account, () => port.listTrades(account, symbols, since)),
    listBalances: (account) => ask(account, () => port.listBalances(account)),
  };
}
