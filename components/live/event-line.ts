// One EventSource per browser tab, kept alive: the browser retries network errors, this retries refused ones.
import type { OutboxMessage } from "@/server/audit/core/outbox-message";
import type { LiveView } from "@/server/portfolio/core/live-view";
import type { LiveStore } from "./live-store";

export type OutboxName = OutboxMessage["name"];

const OUTBOX_NAMES = [
  "bot/created",
  "bot/paused",
  "bot/resumed",
  "bot/quarantined",
  "bot/released",
  "risk/locked",
  "risk/unlocked",
  "risk/halted",
  "risk/cleared",
  "health/changed",
  "decision/acted",
  "cycle/completed",
  "order/changed",
  "fill/booked",
  "position/opened",
  "position/closed",
  "approval/requested",
  "approval/decided",
  "job/changed",
  "backtest/changed",
  "mode/changed",
  "wallet/funded",
] as const satisfies readonly OutboxName[];

const RETRY_MS = 3_000;
/** the server beats every 15 s: three missed beats mean that the line is dead though nobody said so */
const SILENCE_MS = 45_000;

export type LineHandlers = {
  readonly onOutbox: (name: OutboxName, data: { readonly [key: string]: unknown }) => void;
  /** events were missed: everything read before may be out of date */
  readonly onReset: () => void;
};

/** Opens the line and keeps it open; the answer closes it for good. Ids are kept, so nothing is missed between. */
export function openEventLine(store: LiveStore, handlers: LineHandlers): () => void {
  let source: EventSource | null = null;
  let lastEventId = "";
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const heard = (event?: MessageEvent) => {
    if (event?.lastEventId) lastEventId = event.lastEventId;
    store.setLine("open", Date.now());
    clearTimeout(silence);
    silence = setTimeout(reopen, SILENCE_MS);
  };
  function reopen() {
    source?.close();
    store.setLine("lost", Date.now());
    clearTimeout(retry);
    retry = setTimeout(open, RETRY_MS);
  }
  function open() {
    const query = lastEventId ? `?lastEventId=${encodeURIComponent(lastEventId)}` : "";
    source = new EventSource(`/api/events${query}`);
    source.onopen = () => heard();
    source.onerror = () => {
      store.setLine("lost", Date.now());
      if (source?.readyState === EventSource.CLOSED) reopen();
    };
    listen(source, store, handlers, heard);
  }
  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(silence);
  };
}

function listen(
  source: EventSource,
  store: LiveStore,
  handlers: LineHandlers,
  heard: (event: MessageEvent) => void,
) {
  source.addEventListener("heartbeat", heard);
  source.addEventListener("ready", heard);
  source.addEventListener("live", (event) => {
    heard(event);
    store.receive(JSON.parse(event.data) as LiveView, Date.now());
  });
  source.addEventListener("reset", (event) => {
    heard(event);
    handlers.onReset();
  });
  for (const name of OUTBOX_NAMES) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      heard(event);
      handlers.onOutbox(name, JSON.parse(event.data));
    });
  }
}
