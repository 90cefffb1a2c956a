// One EventSource per browser tab, kept alive: the browser retries network errors, this retries refused ones.
import { type OutboxName, outboxNames } from "@/server/audit/core/outbox-message";
import type { LiveStore } from "./live-store";

const RETRY_MS = 3_000;
/** the server beats every 15 s: three missed beats mean that the line is dead though nobody said so */
const SILENCE_MS = 45_000;

export type LineHandlers = {
  readonly onOutbox: (name: OutboxName, data: { readonly [key: string]: unknown }) => void;
  /** events were missed: everything read before may be out of date */
  readonly onReset: () => void;
  /** the session of this line is over */
  readonly onSignedOut: () => void;
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
    store.receiveText(event.data, Date.now());
  });
  source.addEventListener("reset", (event) => {
    heard(event);
    handlers.onReset();
  });
  source.addEventListener("signed-out", () => handlers.onSignedOut());
  for (const name of outboxNames) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      heard(event);
      handlers.onOutbox(name, JSON.parse(event.data));
    });
  }
}
