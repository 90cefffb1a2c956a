import type { OutboxName } from "@/server/audit/core/outbox-message";
import type { Session } from "@/server/auth/check-session";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { toFrame } from "./core/sse-frame";
import { nextEvents, startCursor } from "./list-events";
import { type Channel, listenHub } from "./listen-hub";

const HEARTBEAT_MS = 15_000;
const SESSION_CHECK_MS = 15_000;
/** How long an event may wait when its notice was lost, or an older transaction was still open. */
const LOOK_AGAIN_MS = 500;
/** A row told of may still be waiting for an older transaction to end. */
const SETTLE_MS = 50;

export type FramesRequest = {
  readonly userId: string;
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  readonly checkSession: () => Promise<Session | null>;
};

/**
 * What one browser is told, as text frames: the start, the newest figures, then whatever comes, until the signal
 * or the session ends. Nothing is made before the reader asks for the next frame.
 */
export async function* eventFrames(request: FramesRequest): AsyncGenerator<string> {
  const { userId, lastEventId, signal, checkSession } = request;
  const wake = createWake(signal);
  const unsubscribe = listenHub().subscribe(userId, wake.tell);
  const isBeatDue = every(HEARTBEAT_MS);
  const isCheckDue = every(SESSION_CHECK_MS);
  try {
    let { frames, cursor } = await startCursor(userId, lastEventId);
    yield* frames;
    while (!signal.aborted) {
      if (wake.take("live")) yield* liveFrames(userId);
      wake.take("outbox");
      ({ frames, cursor } = await nextEvents(userId, cursor));
      yield* frames;
      const mayBeOver = frames.some(isSessionEnd) || isCheckDue();
      if (mayBeOver && !(await checkSession())) {
        yield toFrame("signed-out", {});
        return;
      }
      if (isBeatDue()) yield toFrame("heartbeat", {});
      if (frames.length === 0) await wake.wait(LOOK_AGAIN_MS);
    }
  } finally {
    unsubscribe();
  }
}

const SESSION_END: OutboxName = "session/ended";
const isSessionEnd = (frame: string): boolean => frame.startsWith(`event: ${SESSION_END}\n`);

async function* liveFrames(userId: string): AsyncGenerator<string> {
  const view = await getLiveView(userId);
  if (view) yield toFrame("live", view);
}

/** True once per period, by the machine's steady clock. */
function every(periodMs: number): () => boolean {
  let dueAt = performance.now() + periodMs;
  return () => {
    if (performance.now() < dueAt) return false;
    dueAt = performance.now() + periodMs;
    return true;
  };
}

/** One flag per channel, raised by notices and taken by the stream: however many notices, one look. */
function createWake(signal: AbortSignal) {
  const raised = new Set<Channel>(["live", "outbox"]);
  let wakeUp = () => {};
  signal.addEventListener("abort", () => wakeUp(), { once: true });
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) wakeUp();
    });
  return {
    tell: (channel: Channel) => {
      raised.add(channel);
      wakeUp();
    },
    take: (channel: Channel) => raised.delete(channel),
    wait: async (ms: number) => {
      if (raised.size === 0) await sleep(ms);
      // A short rest gathers notices that come together, and lets older transactions end.
      else await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    },
  };
}
