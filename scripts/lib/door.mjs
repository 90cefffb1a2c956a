// The thread that listens: every request is read, bounded, and refused or handed on here, so that whoever asks whether
// the pages live is answered at once, whatever the pages compute. The pages listen on a socket that only it finds.
import http from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { forwarder } from "./forward.mjs";
import { guardWeb } from "./guard-web.mjs";
import { keepReading } from "./keep-reading.mjs";
import { pagesHealth } from "./pages-health.mjs";

const BACKLOG = 4_096;
const ANSWERED_WITHIN_MS = 500;
const READY = /^\/api\/ready\/?(\?|$)/;

const { pages, port, host, turned } = workerData;
const { knows } = guardWeb({ health: () => pagesHealth(Number(Atomics.load(turned, 0)), Date.now()) });
// the later one stands before the earlier: what is no request of ours is not counted either
await import("./front-door-here.mjs");

const { forward, read } = forwarder(pages);
const ready = keepReading({ read: () => read("/api/ready") });
const server = http.createServer(async (request, response) => {
  if (!READY.test(request.url)) return forward(request, response);
  const { status, body } = await ready.ask();
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body);
});
server.listen({ port, host, backlog: BACKLOG });

parentPort.on("message", ({ type, ...told }) => {
  if (type === "cookie") knows(told);
  else leave();
});

/** What is asked already may be answered yet; a stream would go on for ever, and the pages end with their last caller. */
function leave() {
  server.close();
  setTimeout(() => server.closeAllConnections(), ANSWERED_WITHIN_MS).unref();
}
