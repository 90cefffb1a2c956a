// The web process: Next's own server, ended with its supervisor.
import { guardWeb } from "./lib/guard-web.mjs";

const EXIT_MS = 3_000;

// an open event stream would hold the server up for more than a minute
const leave = () => setTimeout(() => process.exit(0), EXIT_MS).unref();
process.once("SIGTERM", leave);
process.once("disconnect", () => process.exit(0));

guardWeb();
// the later one stands before the earlier: what is no request of ours is not counted either
await import("./lib/front-door-here.mjs");
await import("../.next/standalone/server.js");
