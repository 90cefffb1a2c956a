// The client that functions are made with. Used in the worker only: the web never imports it.
import { eventType, Inngest } from "inngest";
import { logger } from "@/server/platform/logger";
import { eventCatalog } from "./catalog";
import { createEngineTransport } from "./engine-transport";

export const jobTransport = createEngineTransport();

let log: ReturnType<typeof logger> | undefined;
const write = (level: "debug" | "info" | "warn", args: readonly unknown[]) => {
  log ??= logger("jobs");
  const [first, second] = args;
  if (typeof first === "string") log[level](first);
  else log[level](first as object, typeof second === "string" ? second : undefined);
};

/**
 * Signing key, event key and the address of an Inngest server come from the environment (INNGEST_*), which the
 * library reads itself. Always in cloud mode: calls must be signed.
 */
export const inngest = new Inngest({
  id: "amarktai",
  isDev: false,
  fetch: jobTransport.fetch,
  logger: {
    debug: (...args: unknown[]) => write("debug", args),
    info: (...args: unknown[]) => write("info", args),
    warn: (...args: unknown[]) => write("warn", args),
    // A failed try is not yet an error of ours: the engine says so when a run has failed for good.
    error: (...args: unknown[]) => write("warn", args),
  },
});

export const cycleDue = eventType("cycle/due", { schema: eventCatalog["cycle/due"] });
export const backtestRequested = eventType("backtest/requested", {
  schema: eventCatalog["backtest/requested"],
});
export const candlesRequested = eventType("candles/requested", { schema: eventCatalog["candles/requested"] });
export const sweepRequested = eventType("positions/sweep.requested", {
  schema: eventCatalog["positions/sweep.requested"],
});
