import { Client } from "pg";
import { env } from "@/server/platform/env";
import { logger } from "@/server/platform/logger";
import { processWide } from "@/server/platform/process-wide";

export type Channel = "live" | "outbox";
/** Told that something of this user is new; what it is, the listener reads itself. */
export type Listener = (channel: Channel) => void;

export type ListenHub = {
  /** Listens for one user until the returned function is called. */
  readonly subscribe: (userId: string, listener: Listener) => () => void;
  /** Aborted when this process is told to stop. */
  readonly stopping: AbortSignal;
};

const CHANNELS: readonly Channel[] = ["live", "outbox"];
const RECONNECT_MIN_MS = 250;
const RECONNECT_MAX_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The one connection of this process that hears NOTIFY. It connects when somebody listens and again whenever it
 * was lost; after a gap every listener is told to look, so nothing rests on a notice that never came.
 */
export const listenHub = (): ListenHub => processWide("api.listenHub", createHub);

function createHub(): ListenHub {
  const listeners = new Map<string, Set<Listener>>();
  const stopping = new AbortController();
  const connection = keepConnected(listeners, stopping.signal);
  const stop = () => {
    stopping.abort();
    connection.close();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const subscribe = (userId: string, listener: Listener) => {
    const known = listeners.get(userId) ?? new Set<Listener>();
    listeners.set(userId, known.add(listener));
    connection.open();
    return () => {
      known.delete(listener);
      if (known.size === 0 && listeners.get(userId) === known) listeners.delete(userId);
      if (listeners.size === 0) connection.close();
    };
  };
  return { subscribe, stopping: stopping.signal };
}

type Connection = { readonly open: () => void; readonly close: () => void };

function keepConnected(
  listeners: ReadonlyMap<string, ReadonlySet<Listener>>,
  stopping: AbortSignal,
): Connection {
  let client: Client | undefined;
  let retryMs = RECONNECT_MIN_MS;
  const tellAll = () => {
    for (const known of listeners.values())
      for (const listener of known) for (const channel of CHANNELS) listener(channel);
  };
  const lost = (from: Client, error?: unknown) => {
    if (client !== from) return;
    client = undefined;
    void from.end().catch(() => undefined);
    if (stopping.aborted || listeners.size === 0) return;
    logger("events").warn({ err: error, retryMs }, "the listening connection was lost");
    setTimeout(open, retryMs).unref();
    retryMs = Math.min(retryMs * 2, RECONNECT_MAX_MS);
  };
  const open = () => {
    if (client || stopping.aborted || listeners.size === 0) return;
    const next = new Client({
      connectionString: env().DATABASE_URL,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    client = next;
    next.on("error", (error) => lost(next, error));
    next.on("end", () => lost(next));
    next.on("notification", ({ channel, payload }) => {
      for (const listener of listeners.get(payload ?? "") ?? []) listener(channel as Channel);
    });
    void next
      .connect()
      .then(() => next.query(CHANNELS.map((channel) => `LISTEN ${channel}`).join(";")))
      .then(() => {
        retryMs = RECONNECT_MIN_MS;
        tellAll();
      })
      .catch((error: unknown) => lost(next, error));
  };
  const close = () => {
    const last = client;
    client = undefined;
    void last?.end().catch(() => undefined);
  };
  return { open, close };
}
