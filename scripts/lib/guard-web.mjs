// Bounds what one caller may cost the web process, before Next sees the request: nothing is parsed here, nothing asked
// of the database, and what is kept per caller is one small entry of a bounded map.
import { Server } from "node:http";
import { Counts, KnownCookies, Sockets } from "./guard-counts.mjs";
import { ADDRESS_HEADER, plainAddress, readProxies } from "./tell-address.mjs";
import { TokenBuckets } from "./token-buckets.mjs";

const KB = 1024;
/** The first that fits holds. */
const BODY_BYTES_MAX = [
  [/^\/api\/trpc\//, 256 * KB],
  [/^/, 16 * KB],
];
/** Where an Inngest server is configured. Its calls are bounded anew where their signature is checked. */
const INNGEST = /^\/api\/inngest\/?$/;
const INNGEST_BYTES_MAX = 6 * KB * KB;
const INNGEST_LARGE_BYTES = KB * KB;
const INNGEST_LARGE_AT_ONCE = 4;
const CALLS_COUNTED_MAX = 50;
const HEALTH = /^\/api\/health\/?$/;
/** Answered from memory: a refusal would cost as much. */
const ALWAYS = /^\/api\/(health|ready)\/?$/;
/** Tokens: a page, a call or a try is one. `burst` at once, then `perSecond`; `inFlight` not yet answered. */
const SESSION = { perSecond: 40, burst: 400, inFlight: 60 };
/** What an address may ask that shows no session: each kind by itself, so that a flood of one leaves the others. */
const KINDS = [
  {
    name: "file",
    form: /^\/(_next\/static\/|icon|manifest|favicon)/,
    perSecond: 200,
    burst: 1_000,
    inFlight: 100,
  },
  { name: "calls", form: /^\/api\/trpc\//, perSecond: 10, burst: 60, inFlight: 20 },
  { name: "entry", form: /^\/api\/(auth|enter)\//, perSecond: 10, burst: 60, inFlight: 12 },
  { name: "job calls", form: INNGEST, perSecond: 50, burst: 200, inFlight: 40 },
  { name: "door", form: /^\/api\//, perSecond: 10, burst: 60, inFlight: 8 },
  { name: "page", form: /^/, perSecond: 10, burst: 100, inFlight: 8 },
];
const KNOWN_BROWSER = /(?:^|;\s*)(?:__Host-)?amarktai\.known-browser=/;
const STREAM = /^\/api\/events\/?$/;
const STREAMS_PER_ADDRESS = 60;
const SOCKETS_PER_ADDRESS = 256;
const SOCKETS_MAX = 2_000;
const CALLERS_MAX = 20_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** A caller who is still sending is heard out for so long, so that he can read the answer: this many of an address. */
const LINGER_MS = 2_000;
const LINGER_BYTES_MAX = 32 * KB * KB;
const LINGERING_MAX = 4;
/** Refusals told at once to one caller. Later ones are told late, unread: asking on and on costs who asks, not us. */
const PATIENCE = { perSecond: 10, burst: 50 };
const LATE_MS = 1_000;

/**
 * Guards every HTTP server of this process that is made afterwards, and those there are. `isProxy`: whose sockets
 * carry many callers. `sessionOf`: the id of the session a cookie header is known to belong to, null for a stranger.
 */
export function guardServers({
  isProxy,
  sessionOf,
  health,
  isInngestOpen = false,
  now = () => performance.now(),
}) {
  const guard = createGuard({ isProxy, sessionOf, health, isInngestOpen, now });
  const { emit } = Server.prototype;
  Server.prototype.emit = function guarded(event, ...args) {
    if (event === "request" && guard.refuses(...args)) return true;
    if (event === "connection") guard.watchSocket(this, ...args);
    return emit.call(this, event, ...args);
  };
  return () => {
    Server.prototype.emit = emit;
  };
}

/**
 * The guard of the web process: proxies by the environment, sessions as the pages have checked them. `health()` gives
 * {code, body}. What is returned is told of each cookie that the pages found right or, without `sessionId`, wrong.
 */
export function guardWeb({ health }) {
  const cookies = new KnownCookies();
  guardServers({
    isProxy: readProxies(process.env.AMARKTAI_TRUSTED_PROXIES),
    isInngestOpen: Boolean(process.env.INNGEST_BASE_URL),
    sessionOf: (header) => cookies.sessionOf(header),
    health,
  });
  return { knows: (told) => cookies.note(told) };
}

function createGuard({ isProxy, sessionOf, health, isInngestOpen, now }) {
  const buckets = new TokenBuckets(CALLERS_MAX);
  const patience = new TokenBuckets(CALLERS_MAX);
  const inFlight = new Counts();
  const lingering = new Counts();
  const sockets = new Sockets(SOCKETS_PER_ADDRESS);
  const guarded = new WeakSet();
  /** Told at once to who asks now and then; to who never stops, late: meanwhile nothing of it is read. */
  const refuse = (request, response, { key }, [status, message, retryAfterS]) => {
    const tell = () => tellRefusal(request, response, lingering, status, message, retryAfterS);
    if (patience.take(key, 1, PATIENCE, now()) === 0) tell();
    else setTimeout(() => response.destroyed || tell(), LATE_MS).unref();
    return true;
  };
  const judge = (path, caller, calls, headers) => {
    const waitMs = buckets.take(caller.key, calls, caller.limits, now());
    if (waitMs > 0) return [429, "Too many requests. Slow down.", Math.ceil(waitMs / 1_000)];
    return judgeSize(path, headers, isInngestOpen);
  };
  return {
    refuses(request, response) {
      const path = pathOf(request.url);
      if (ALWAYS.test(path) && !hasBody(request))
        return HEALTH.test(path) && answerHealth(response, health());
      const caller = callerOf(request, path, sessionOf);
      const calls = countCalls(path);
      const refused = judge(path, caller, calls, request.headers);
      if (refused) return refuse(request, response, caller, refused);
      if (!inFlight.enter(caller.place, caller.placesMax, calls))
        return refuse(request, response, caller, [429, "Too many requests at once. Close some pages.", 1]);
      const { socket } = request;
      sockets.busy(socket);
      response.once("close", () => {
        inFlight.leave(caller.place, calls);
        sockets.idle(socket);
      });
      return false;
    },
    watchSocket(server, socket) {
      if (!guarded.has(server)) bound(server);
      guarded.add(server);
      const peer = plainAddress(socket.remoteAddress ?? "");
      if (!isProxy(peer)) sockets.add(socket, addressGroup(peer));
    },
  };
}

/** Whom a request is counted for: its session, once the pages have found it right, else its address and kind. */
function callerOf({ headers, socket }, path, sessionOf) {
  const address = addressGroup(String(headers[ADDRESS_HEADER] ?? socket.remoteAddress));
  const kind = KINDS.find(({ form }) => form.test(path));
  // files have one bound for all, whoever asks
  const session = kind.name === "file" ? null : sessionOf(headers.cookie ?? "");
  const limits = session === null ? kind : SESSION;
  const key = session === null ? `${strangerKind(kind.name, headers)} ${address}` : `session ${session}`;
  if (INNGEST.test(path) && Number(headers["content-length"] ?? 0) > INNGEST_LARGE_BYTES)
    return { key, limits, place: "large calls", placesMax: INNGEST_LARGE_AT_ONCE };
  return STREAM.test(path)
    ? { key, limits, place: `streams ${address}`, placesMax: STREAMS_PER_ADDRESS }
    : { key, limits, place: key, placesMax: limits.inFlight };
}

function bound(server) {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = SOCKETS_MAX;
}

/**
 * A browser that shows the mark of an earlier sign-in is counted beside those that show none: whatever strangers
 * behind the same address do, its try comes through. Whether the mark is right the sign-in itself finds out.
 */
const strangerKind = (name, { cookie = "" }) =>
  name === "entry" || name === "page" ? `${KNOWN_BROWSER.test(cookie) ? "known " : ""}${name}` : name;

/** The path as routes read it: no query, no host, decoded once. What cannot be decoded is refused behind here. */
function pathOf(url) {
  const path = url.replace(/^https?:\/\/[^/]*/i, "").split("?", 1)[0];
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** How many procedures a request calls, however its commas were written: each is counted. */
const countCalls = (path) =>
  path.startsWith("/api/trpc/") ? Math.min(path.split(",").length, CALLS_COUNTED_MAX) : 1;

/** Whoever holds an IPv6 address mostly holds its whole /64: one caller. An IPv4 address stands for itself. */
function addressGroup(text) {
  const address = plainAddress(text);
  if (!address.includes(":")) return address;
  const [head, tail = ""] = address.split("::");
  const front = head.split(":").filter(Boolean);
  return [...front, ...Array(8).fill("0"), ...tail.split(":")].slice(0, 4).join(":");
}

/** Null when the body may come: its length is told and within the limit of its path. */
function judgeSize(path, headers, isInngestOpen) {
  if (headers["transfer-encoding"] !== undefined) return [411, "Send the length of the body."];
  const isCall = isInngestOpen && INNGEST.test(path);
  const most = isCall ? INNGEST_BYTES_MAX : BODY_BYTES_MAX.find(([form]) => form.test(path))[1];
  if (Number(headers["content-length"] ?? 0) <= most) return null;
  return [413, `The body is over ${most / KB} KB.`];
}

/** That the pages live: said here, where no work of theirs stands before it. Who probes asks anew each time. */
function answerHealth(response, { code, body }) {
  response.shouldKeepAlive = false;
  return answer(response, code, body);
}

function tellRefusal(request, response, lingering, status, message, retryAfterS) {
  response.shouldKeepAlive &&= status === 429 && !hasBody(request);
  answer(response, status, { message }, retryAfterS && { "retry-after": String(retryAfterS) });
  if (hasBody(request)) linger(request, response, lingering);
}

function answer(response, status, body, more) {
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...more,
  });
  response.end(JSON.stringify(body));
  return true;
}

const hasBody = ({ headers }) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Lets what is still coming fall, for a short time: a connection cut at once would take the answer with it. */
function linger(request, response, lingering) {
  const { socket } = request;
  const group = addressGroup(socket.remoteAddress ?? "");
  if (!lingering.enter(group, LINGERING_MAX, 1)) {
    response.once("finish", () => socket.destroy());
    return;
  }
  let bytes = 0;
  const end = setTimeout(() => socket.destroy(), LINGER_MS);
  end.unref();
  request.on("data", (part) => {
    bytes += part.length;
    if (bytes > LINGER_BYTES_MAX) socket.destroy();
  });
  request.once("close", () => {
    clearTimeout(end);
    lingering.leave(group, 1);
  });
}
