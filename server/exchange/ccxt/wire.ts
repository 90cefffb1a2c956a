import { AsyncLocalStorage } from "node:async_hooks";
import type { Credentials, ExchangeSite } from "@/server/exchange/core/exchange-client";
import { ExchangeFault, type Verdict, verdictOf } from "@/server/exchange/core/verdict";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Bans, createBans } from "./bans";
import { type CcxtName, createCcxt, type Exchange } from "./ccxt";
import { goThrough } from "./go-through";
import { createNonces, type Nonces } from "./nonces";
import type { Proxies } from "./proxies";
import { reRoot } from "./re-root";
import { BAN_STATUS, type Complaint, type Said, said, toComplaintFault } from "./said";
import { toTransportFault } from "./to-transport-fault";

/** How one exchange says no. */
export type Manners = {
  readonly name: CcxtName;
  /** What an answer complains of; null where it does not. `body` is undefined where it was no JSON. */
  readonly complaintOf: (status: number, body: unknown) => Complaint | null;
  readonly verdictOf: (complaint: Complaint) => Verdict;
  /** requests are counted: they may not overtake each other */
  readonly isCounted?: boolean;
  /** requests carry a time: asks the exchange for its own, in ms */
  readonly timeOf?: (call: Call) => Promise<number>;
};

export type WireOptions = {
  readonly site: ExchangeSite;
  readonly credentials?: Credentials | null;
  readonly proxies?: Proxies;
  /** a request without an answer by then is given up, ms */
  readonly timeoutMs?: number;
  /** wall clock, ms */
  readonly now?: () => number;
  readonly nonces?: Nonces;
  readonly bans?: Bans;
};

/** A request by ccxt's name for it, `privateGetOrder`; answers the exchange's JSON with every number as text. */
export type Call = (name: string, params?: Readonly<Record<string, unknown>>) => Promise<unknown>;

export type Wire = {
  readonly ccxt: Exchange;
  readonly now: () => number;
  readonly hasKeys: boolean;
  readonly call: Call;
  /** The same, unless its turn comes after that instant of the wall clock: then it is not sent. */
  readonly callBefore: (deadline: number) => Call;
  /** A request that ccxt has no name for: GET of a whole url, with these headers. */
  readonly get: (url: string, headers: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Something that ccxt asks by itself, with its failures told as this project's. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MOST = 32 * 1024 * 1024;
/** Measured again after that: a clock that was put right meanwhile would be wrong by the old difference. */
const TIME_FRESH_MS = 600_000;
/** After a refusal in words, without a time to wait. */
const PAUSE_MS = 3_000;
const processNonces = createNonces();
const processBans = createBans();

/**
 * One connection to an exchange: ccxt signs, paces and sends; what comes back is told in this project's words. No
 * request leaves while the exchange has asked us to wait, or banned us.
 */
export async function openWire(manners: Manners, options: WireOptions): Promise<Wire> {
  const { site, credentials = null, timeoutMs = TIMEOUT_MS, now = Date.now, bans = processBans } = options;
  const ccxt = await createCcxt(manners.name, settingsOf(credentials, site, timeoutMs));
  const [state, place] = [{ waitUntil: 0 }, placeOf(manners, site)];
  moveTo(ccxt, site);
  ccxt.parseJson = parseExactly;
  ccxt.handleErrors = (...[status, , , , headers, , body]: Parameters<Exchange["handleErrors"]>) => {
    complain(manners, Number(status), headers, body);
    return undefined;
  };
  limitAnswers(ccxt, timeoutMs);
  goThrough(ccxt, options.proxies);
  const deadlines = keepDeadlines(ccxt, exchangeLabel(manners.name), now);
  if (manners.isCounted) {
    const { nonces = processNonces } = options;
    ccxt.nonce = () => Number(nonces.nextOf(credentials?.apiKey ?? "", now()));
  }
  const send = async <T>(request: () => Promise<T>): Promise<T> => {
    const label = exchangeLabel(manners.name);
    const waitMs = Math.max(state.waitUntil, bans.until(place)) - now();
    if (waitMs > 0) throw stillWaiting(label, waitMs);
    try {
      return await request();
    } catch (error) {
      const fault = toFault(manners, error, options, ccxt);
      const until = now() + (fault.waitMs ?? 0);
      state.waitUntil = Math.max(state.waitUntil, until);
      if (isBan(error)) bans.add(place, until);
      throw fault;
    }
  };
  const inTurn = manners.isCounted ? createQueue() : <T>(task: () => Promise<T>) => task();
  const plain: Call = (name, params = {}) =>
    name.startsWith("private")
      ? inTurn(() => send(() => requestBy(ccxt, name)(params)))
      : send(() => requestBy(ccxt, name)(params));
  const call = manners.timeOf ? withTime(ccxt, plain, manners.timeOf, now) : plain;
  return {
    ccxt,
    now,
    hasKeys: credentials !== null,
    call,
    callBefore: (deadline) => (name, params) => deadlines.run(deadline, () => call(name, params)),
    run: send,
    get: (url, headers) =>
      send(async () => {
        await ccxt.throttle(1);
        return ccxt.fetch(url, "GET", { ...headers });
      }),
    close: () => ccxt.close().then(() => undefined),
  };
}

const settingsOf = (credentials: Credentials | null, site: ExchangeSite, timeoutMs: number) => ({
  enableRateLimit: site.kind !== "simulator",
  timeout: timeoutMs,
  ...(credentials && {
    apiKey: credentials.apiKey,
    secret: credentials.secret,
    password: credentials.passphrase ?? undefined,
  }),
});

/** Others than Binance have no testnet: ccxt would take the word and call nowhere. */
function moveTo(ccxt: Exchange, site: ExchangeSite): void {
  if (site.kind === "simulator") ccxt.urls.api = reRoot(ccxt.urls.api, site.origin) as typeof ccxt.urls.api;
  if (site.kind !== "testnet") return;
  if (ccxt.id !== "binance")
    throw new ExchangeFault("not_sent", `${exchangeLabel(ccxt.id as CcxtName)} has no testnet.`);
  ccxt.setSandboxMode(true);
}

/** JSON with each number as the text it was written as. */
function parseExactly(text: string): unknown {
  type Context = { readonly source?: string };
  const exact = (_key: string, value: unknown, context?: Context) =>
    typeof value === "number" ? (context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

function complain(manners: Manners, status: number, headers: unknown, body: unknown): void {
  const complaint = manners.complaintOf(status, body);
  if (complaint) throw said(complaint, headers);
  if (status >= 400) throw said({ code: "", words: `HTTP ${status}`, status }, headers);
}

/** An answer that does not end, or is too large, is none. */
function limitAnswers(ccxt: Exchange, timeoutMs: number): void {
  const plain = ccxt.getDispatcherOptions.bind(ccxt);
  ccxt.getDispatcherOptions = (isPlainAgent?: boolean) => ({
    ...plain(isPlainAgent),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: ANSWER_BYTES_MOST,
  });
}

/** Looked at when the request's turn has come: ccxt holds it back for as long as the exchange's pace asks. */
function keepDeadlines(ccxt: Exchange, label: string, now: () => number): AsyncLocalStorage<number> {
  const deadlines = new AsyncLocalStorage<number>();
  const plain = ccxt.fetch.bind(ccxt);
  ccxt.fetch = (...request: Parameters<Exchange["fetch"]>) => {
    const deadline = deadlines.getStore();
    if (deadline !== undefined && now() > deadline)
      throw new ExchangeFault("not_sent", `Its deadline passed before ${label} could be asked.`);
    return plain(...request);
  };
  return deadlines;
}

type Request = (params: Readonly<Record<string, unknown>>) => Promise<unknown>;

function requestBy(ccxt: Exchange, name: string): Request {
  const request = (ccxt as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof request !== "function") throw new Error(`ccxt has no request ${name}`);
  return request.bind(ccxt) as Request;
}

/** One after the other: whatever fails holds up none of the others. */
function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
}

/**
 * Requests with the exchange's own time on them. The difference to ours is measured at first, every ten minutes, and
 * when the exchange objects; what only asks is then asked again.
 */
function withTime(
  ccxt: Exchange,
  call: Call,
  timeOf: (call: Call) => Promise<number>,
  now: () => number,
): Call {
  let measuredAt = Number.NEGATIVE_INFINITY;
  let measuring: Promise<void> | null = null;
  const measure = async (): Promise<void> => {
    const from = now();
    const there = await timeOf(call);
    const until = now();
    // whole ms: half a one on a request would be no time at all
    ccxt.options.timeDifference = Math.round(ccxt.milliseconds() - (until - from) / 2 - there);
    measuredAt = until;
  };
  const freshen = (): Promise<void> => {
    measuring ??= measure().finally(() => {
      measuring = null;
    });
    return measuring;
  };
  const isOld = () => Math.abs(now() - measuredAt) > TIME_FRESH_MS;
  const again = async (error: unknown, ...[name, params]: Parameters<Call>): Promise<unknown> => {
    if (verdictOf(error) !== "clock") throw error;
    await freshen();
    // the exchange has done nothing, but an order has its deadline: only questions are asked again
    if (!/^(private|sapi)Get/.test(name)) throw error;
    return call(name, params);
  };
  return async (name, params) => {
    if (!/^(private|sapi)/.test(name)) return call(name, params);
    if (isOld()) await freshen();
    return call(name, params).catch((error: unknown) => again(error, name, params));
  };
}

function stillWaiting(label: string, ms: number): ExchangeFault {
  const words = `${label} asked us to wait: nothing is sent for another ${Math.ceil(ms / 1_000)} s.`;
  return new ExchangeFault("limited", words, undefined, ms);
}

/** What a ban bars: the exchange's real hosts, its testnet, or one simulator. */
const placeOf = ({ name }: Manners, site: ExchangeSite): string =>
  `${name} ${site.kind === "simulator" ? site.origin : site.kind}`;

const isBan = (error: unknown): boolean => isSaid(error) && error.complaint.status === BAN_STATUS;

/** What became of a request that failed, and how long the exchange wants none. */
function toFault(
  manners: Manners,
  error: unknown,
  { proxies, credentials }: WireOptions,
  ccxt: Exchange,
): ExchangeFault {
  if (error instanceof ExchangeFault) return error;
  const label = exchangeLabel(manners.name);
  if (!isSaid(error)) return toTransportFault(label, error, proxies, ccxt);
  const { complaint } = error;
  const isLimit = complaint.status === 429 || complaint.status === BAN_STATUS;
  const verdict = isLimit ? "limited" : manners.verdictOf(complaint);
  const waitMs = isLimit ? error.waitMs : PAUSE_MS;
  return toComplaintFault(label, verdict, complaint, {
    ...(credentials && { credentials }),
    ...(verdict === "limited" && { waitMs }),
  });
}

const isSaid = (error: unknown): error is Said => error instanceof Error && error.name === "Said";
