// Which prices a start without --market uses: live ones, or the demo at a first start where no exchange answers.
import { existsSync, writeFileSync } from "node:fs";
import { request as requestPlain } from "node:http";
import { connect } from "node:net";
import path from "node:path";

const ANSWER_WITHIN_MS = 5_000;
const HTTPS = 443;
/** Hosts of the exchanges: one that lets us in is enough. */
const HOSTS = ["api.valr.com", "api.luno.com", "api.binance.com", "api.kucoin.com", "api.kraken.com"];

const markerOf = (home) => path.join(home, "live-prices");

/**
 * The options with the market they mean. Once live prices were used they are used ever after: without an answer they
 * hold, and say so. `reaches` tells whether a host lets us in.
 */
export async function chooseMarket(options, say, { env = process.env, reaches = reach } = {}) {
  if (options.marketChosen || options.demo) return options;
  const live = { ...options, market: "live", speed: 1 };
  if (existsSync(markerOf(options.home))) return live;
  if (await answersAny(env, reaches)) return live;
  say.line(
    `No exchange answered within ${ANSWER_WITHIN_MS / 1_000} s: this is a demo on simulated prices, in the demo book only. The next start looks again; --market live waits for prices.`,
  );
  return options;
}

/** Live prices were had here: later starts do not fall back to invented ones. */
export function rememberMarket({ home, market, practice }) {
  if (market === "live" && !practice)
    writeFileSync(markerOf(home), "Live prices were used here.\n", { mode: 0o600 });
}

async function answersAny(env, reaches) {
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy || "";
  const giveUp = new AbortController();
  const late = setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
  const tries = HOSTS.map(async (host) => {
    if (!(await reaches(host, proxy, giveUp.signal))) throw new Error(`${host} does not answer`);
  });
  const found = await Promise.any(tries).then(
    () => true,
    () => false,
  );
  clearTimeout(late);
  giveUp.abort();
  return found;
}

/** Whether a connection to that host can be opened, through the proxy where there is one. Nothing is sent to it. */
function reach(host, proxy, signal) {
  return proxy === "" ? reachStraight(host, signal) : reachThrough(host, proxy, signal);
}

function reachStraight(host, signal) {
  return new Promise((done) => {
    const socket = connect({ host, port: HTTPS });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    signal.addEventListener("abort", () => end(false), { once: true });
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

function reachThrough(host, proxy, signal) {
  return new Promise((done) => {
    let asked;
    try {
      const { hostname, port, username, password } = new URL(
        proxy.includes("://") ? proxy : `http://${proxy}`,
      );
      const name = decodeURIComponent(`${username}:${password}`);
      asked = requestPlain({
        host: hostname,
        port: port || 80,
        method: "CONNECT",
        path: `${host}:${HTTPS}`,
        headers: username ? { "proxy-authorization": `Basic ${Buffer.from(name).toString("base64")}` } : {},
        signal,
      });
    } catch {
      return done(false);
    }
    asked.once("connect", (answer, socket) => {
      socket.destroy();
      done(answer.statusCode === 200);
    });
    asked.once("response", (answer) => {
      answer.destroy();
      done(false);
    });
    asked.once("error", () => done(false));
    asked.end();
  });
}
