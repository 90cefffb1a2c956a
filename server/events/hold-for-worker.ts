import { setTimeout as sleep } from "node:timers/promises";
import { processWide } from "@/server/platform/process-wide";

export type HoldLimits = {
  /** how long a call is held, wall clock */
  readonly holdMs: number;
  /** pause between two tries */
  readonly lookMs: number;
  readonly callsMax: number;
  readonly bytesMax: number;
};

/** A worker is back within seconds after a crash, and within a minute after an upgrade. */
const LIMITS: HoldLimits = { holdMs: 60_000, lookMs: 500, callsMax: 64, bytesMax: 64 * 1024 * 1024 };

type Held = { calls: number; bytes: number };
const held = processWide("held-for-worker", (): Held => ({ calls: 0, bytes: 0 }));

/**
 * Sends a call to the worker and, while nobody listens there, keeps it and tries again: a worker that is away for
 * a moment must not use up a run's tries. A call that broke off half-way is sent again too, as every step may run
 * twice. Throws what the last try threw when the time is over, when too much is held already, or when `signal` says
 * that the caller has gone; a call that the worker took and did not answer in time is not sent again.
 */
export async function holdForWorker(
  send: () => Promise<Response>,
  call: { readonly bytes: number; readonly signal: AbortSignal },
  limits = LIMITS,
): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    const { calls, bytes } = held;
    if (!isAway(error) || calls >= limits.callsMax || bytes + call.bytes > limits.bytesMax) throw error;
  }
  held.calls++;
  held.bytes += call.bytes;
  try {
    return await tryAgain(send, call.signal, limits);
  } finally {
    held.calls--;
    held.bytes -= call.bytes;
  }
}

async function tryAgain(
  send: () => Promise<Response>,
  signal: AbortSignal,
  { holdMs, lookMs }: HoldLimits,
): Promise<Response> {
  const tries = Math.max(1, Math.ceil(holdMs / lookMs));
  for (let left = tries; ; left--) {
    await sleep(lookMs, undefined, { signal });
    try {
      return await send();
    } catch (error) {
      if (left <= 1 || !isAway(error)) throw error;
    }
  }
}

const AWAY = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Nobody listens, or whoever did has ended: not an answer that takes too long. */
function isAway(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && AWAY.has(String(cause.code));
}
