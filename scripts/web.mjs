// The web process: Next's own server, ended with its supervisor.
import { guardWeb } from "./lib/guard-web.mjs";
import "./lib/tell-address-here.mjs";

const EXIT_MS = 3_000;

// an open event stream would hold the server up for more than a minute
const leave = () => setTimeout(() => process.exit(0), EXIT_MS).unref();
process.once("SIGTERM", leave);
process.once("disconnect", () => process.exit(0));

guardWeb();
await import("../.next/standalone/server.js");
