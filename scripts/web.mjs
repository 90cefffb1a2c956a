// The web process: Next's own server behind a thread that listens, ended with its supervisor.
import { rmSync } from "node:fs";
import http from "node:http";
import { Worker } from "node:worker_threads";

const EXIT_MS = 3_000;
const TURN_EVERY_MS = 250;
const DOOR_HEAP_MB = 64;
const pages = process.env.AMARKTAI_PAGES;

// an open event stream would hold the server up for more than a minute
const leave = () => {
  door.postMessage({ type: "leave" });
  setTimeout(() => process.exit(0), EXIT_MS).unref();
};
process.once("SIGTERM", leave);
process.once("disconnect", () => process.exit(0));

/** When this thread last turned, wall ms: what the door says of the pages while they compute. */
const turned = new BigInt64Array(new SharedArrayBuffer(8));
const door = new Worker(new URL("./lib/door.mjs", import.meta.url), {
  workerData: { turned, pages, port: Number(process.env.PORT), host: process.env.HOSTNAME },
  resourceLimits: { maxOldGenerationSizeMb: DOOR_HEAP_MB },
});
door.once("error", (error) => {
  console.error(error);
  process.exit(1);
});
door.unref();

// told by the pages as they find a cookie right or wrong (server/auth/get-session.ts)
globalThis.amarktaiProcessWide = new Map([
  ["web.tellDoor", (cookie) => door.postMessage({ type: "cookie", ...cookie })],
]);

listenHere(pages, () => {
  setInterval(() => Atomics.store(turned, 0, BigInt(Date.now())), TURN_EVERY_MS).unref();
});
await import("../.next/standalone/server.js");

/** The first server of this process, Next's, listens where only the door finds it. */
function listenHere(place, onListening) {
  rmSync(place, { force: true });
  http.Server.prototype.listen = function () {
    delete http.Server.prototype.listen;
    this.once("listening", onListening);
    return this.listen(place);
  };
}
