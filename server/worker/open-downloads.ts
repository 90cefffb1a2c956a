import { createDownloadRuntime, type DownloadRuntime } from "@/server/candles/runtime";
import { createDownloadSender } from "@/server/candles/send-due-downloads";
import type { SentEvent } from "@/server/events/job-engine";
import type { MarketData } from "@/server/exchange/core/exchange-client";
import type { Clocks } from "@/server/kernel/clock";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import { env, namedProxies } from "@/server/platform/env";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { readSimulators } from "@/server/vault/core/simulators";

const SENT_EVERY_MS = 1_000;

export type Downloads = {
  readonly runtime: DownloadRuntime;
  /** Hands what waits to the engine, again and again. */
  readonly start: (
    send: (events: readonly SentEvent[]) => Promise<unknown>,
    log: ReturnType<typeof logger>,
  ) => Repeating;
  /** No further page; what is stored is gone on with by the next worker. */
  readonly stop: () => Promise<void>;
};

/**
 * Downloads of candles from the exchanges, or from simulators on this machine where there are some. Where live prices
 * have an exchange open already, its pace is kept together with theirs.
 */
export function openDownloads(
  clocks: Clocks,
  openForPrices: (exchange: ExchangeName) => MarketData | null = () => null,
): Downloads {
  const simulators = readSimulators(env().AMARKTAI_SIMULATORS);
  const practice = Object.keys(simulators).length > 0;
  const own: MarketData[] = [];
  const runtime = createDownloadRuntime({
    clocks,
    practice,
    open: async (exchange) => {
      const known = openForPrices(exchange);
      if (known) return known;
      const origin = simulators[exchange];
      if (practice && origin === undefined)
        throw new Fault("exchange", false, `No simulator of ${exchangeLabel(exchange)} runs here.`);
      const { openMarketData } = await import("@/server/exchange/open-exchange");
      const opened = await openMarketData(exchange, {
        site: origin === undefined ? { kind: "real" } : { kind: "simulator", origin },
        proxies: namedProxies(),
      });
      own.push(opened);
      return opened;
    },
  });
  return {
    runtime,
    start: (send, log) =>
      repeat("the queue of downloads", SENT_EVERY_MS, log, createDownloadSender(runtime, send)),
    stop: async () => {
      runtime.ending.abort();
      await Promise.all(own.map((data) => data.close()));
    },
  };
}
