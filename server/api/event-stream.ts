import type { Session } from "@/server/auth/check-session";
import { logger } from "@/server/platform/logger";
import { processWide } from "@/server/platform/process-wide";
import { eventFrames } from "./event-frames";
import { listenHub } from "./listen-hub";

const CLIENTS_PER_USER_MAX = 20;
/** A browser that takes nothing for so long is gone. */
const STALLED_MS = 60_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  connection: "keep-alive",
  // proxies must pass each event on at once
  "x-accel-buffering": "no",
};

export type StreamRequest = {
  readonly request: Request;
  readonly session: Session;
  /** asked again each minute: a revoked session loses its stream */
  readonly checkSession: () => Promise<Session | null>;
};

/**
 * Opens a browser's event stream, or answers 429 when the user has 20 already. It ends when the browser leaves,
 * the session ends, the browser stops reading for 60 s, or the process stops; the browser then comes back with
 * the last id it saw.
 */
export function openEventStream({ request, session, checkSession }: StreamRequest): Response {
  const { userId } = session;
  const open = processWide("api.openStreams", () => new Map<string, number>());
  const count = open.get(userId) ?? 0;
  if (count >= CLIENTS_PER_USER_MAX) {
    return Response.json({ message: "Too many open pages. Close some of them." }, { status: 429 });
  }
  open.set(userId, count + 1);
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  const ends = [request.signal, listenHub().stopping];
  for (const end of ends) end.addEventListener("abort", leave, { once: true });
  const lastEventId =
    request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId");
  const frames = eventFrames({ userId, lastEventId, signal: leaving.signal, checkSession });
  const done = () => {
    leave();
    for (const end of ends) end.removeEventListener("abort", leave);
    const left = (open.get(userId) ?? 1) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  };
  if (ends.some((end) => end.aborted)) leave();
  return new Response(toStream(frames, leaving, onceOnly(done)), { headers: HEADERS });
}

function toStream(
  frames: AsyncGenerator<string>,
  leaving: AbortController,
  done: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stalled: NodeJS.Timeout | undefined;
  let left = false;
  return new ReadableStream<Uint8Array>(
    {
      // Frames are made only as fast as the browser takes them: what waits is a cursor, never a queue.
      pull: async (controller) => {
        clearTimeout(stalled);
        try {
          const next = await frames.next();
          // the browser went while the frame was made: the stream is closed already
          if (left) return;
          if (next.done) {
            done();
            controller.close();
            return;
          }
          controller.enqueue(encoder.encode(next.value));
          stalled = setTimeout(() => leaving.abort(), STALLED_MS).unref();
        } catch (error) {
          logger("events").warn({ err: error }, "an event stream broke off");
          done();
          controller.error(error);
        }
      },
      cancel: async () => {
        left = true;
        clearTimeout(stalled);
        done();
        await frames.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

function onceOnly(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
