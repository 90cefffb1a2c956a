import type { TradingRuntime } from "./runtime";

const tails = new WeakMap<TradingRuntime, Promise<unknown>>();

/**
 * Runs work of one trader one after the other: matching, settling and reconciling read two truths and compare them, so
 * none may move while another looks. Across processes the leader lock and the database do the same.
 */
export function serially<T>(runtime: TradingRuntime, work: () => Promise<T>): Promise<T> {
  const next = (tails.get(runtime) ?? Promise.resolve()).then(work, work);
  tails.set(
    runtime,
    next.catch(() => undefined),
  );
  return next;
}
