// What downloads need of the process they run in: a job's own arguments are data.
import type { MarketData } from "@/server/exchange/core/exchange-client";
import type { Clocks } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";

type Means = {
  readonly clocks: Clocks;
  /** whether it reaches simulators on this machine and no real exchange */
  readonly practice: boolean;
  /** One exchange's public side; asked for once. */
  readonly open: (exchange: ExchangeName) => Promise<MarketData>;
  /** the least time between two requests of one download, ms; an exchange's own pace comes on top */
  readonly pauseMs?: number;
  /** the first pause after a failure, ms; each next is twice as long */
  readonly retryMs?: number;
};

type Trouble = { readonly failures: number; readonly since: number };

export type DownloadRuntime = Means & {
  readonly opened: Map<ExchangeName, Promise<MarketData>>;
  /** series whose exchange does not answer, by id */
  readonly trouble: Map<string, Trouble>;
  /** series whose market was looked up in this process, by id and round */
  readonly known: Set<string>;
  /** set when the process ends: no further page */
  readonly ending: AbortController;
};

/** The means of one process, with no exchange opened yet. */
export const createDownloadRuntime = (means: Means): DownloadRuntime => ({
  ...means,
  opened: new Map(),
  trouble: new Map(),
  known: new Set(),
  ending: new AbortController(),
});

/** The public side of an exchange, opened when it is first asked. */
export function dataOf(runtime: DownloadRuntime, exchange: ExchangeName): Promise<MarketData> {
  const known = runtime.opened.get(exchange);
  if (known) return known;
  const opened = runtime.open(exchange);
  runtime.opened.set(exchange, opened);
  opened.catch(() => runtime.opened.delete(exchange));
  return opened;
}
