import { createHmac } from "node:crypto";
import type { Exchange as Client, Currencies, Dict, Int, Market, Status, Str } from "ccxt";
import { retryAfterMs } from "@/server/exchange/ccxt/said";
import {
  AuthenticationError,
  BadRequest,
  Exchange,
  ExchangeError,
  ExchangeNotAvailable,
  OrderNotFound,
  PermissionDenied,
  RateLimitExceeded,
} from "./ccxt-values";
import { describeValr } from "./valr-describe";

/** A refusal without a word on how long. */
const WAIT_MS = 10_000;
const OPEN_STATUSES = new Set(["placed", "active", "order modified", "partially filled", "new", "pending"]);

const ERROR_OF_STATUS: Readonly<Record<number, typeof ExchangeError>> = {
  400: BadRequest,
  401: AuthenticationError,
  403: PermissionDenied,
};

type Told = {
  readonly status: number;
  readonly code: Str;
  readonly message: string;
  readonly words: string;
  /** it asks about orders */
  readonly isOrder: boolean;
};

/** VALR for ccxt: addresses, signature, errors, and what is listed. Its orders and streams are built on this. */
export class ValrBase extends Exchange {
  private waitUntil = 0;

  /** No request leaves while VALR has asked us to wait. */
  override fetch(...request: Parameters<Client["fetch"]>): ReturnType<Client["fetch"]> {
    const leftMs = this.waitUntil - this.milliseconds();
    if (leftMs <= 0) return super.fetch(...request);
    const seconds = Math.ceil(leftMs / 1_000);
    const words = `it asked us to wait: nothing is sent for another ${seconds} s`;
    throw Object.assign(new RateLimitExceeded(words), { waitMs: leftMs });
  }

  override describe(): Dict {
    return this.deepExtend(super.describe(), describeValr());
  }

  override nonce(): number {
    return this.milliseconds() - (this.safeInteger(this.options, "timeDifference", 0) ?? 0);
  }

  /**
   * Hex HMAC-SHA512 over timestamp, verb, path with its query, body and sub-account: VALR's signature of one call.
   * `timestamp` is ms since 1970 UTC.
   */
  signature(timestamp: string, verb: string, path: string, body = ""): string {
    const told = `${timestamp}${verb.toUpperCase()}${path}${body}${this.subAccount()}`;
    return createHmac("sha512", this.secret).update(told).digest("hex");
  }

  /** The headers of one signed call, or of a websocket that is opened (`GET /ws/…`). */
  signedHeaders(verb: string, path: string, body = ""): Record<string, string> {
    const timestamp = String(this.nonce());
    const subAccount = this.subAccount();
    return {
      "X-VALR-API-KEY": this.apiKey,
      "X-VALR-SIGNATURE": this.signature(timestamp, verb, path, body),
      "X-VALR-TIMESTAMP": timestamp,
      ...(subAccount === "" ? {} : { "X-VALR-SUB-ACCOUNT-ID": subAccount }),
    };
  }

  override sign(
    path: string,
    api: string = "public",
    method: string = "GET",
    params: Dict = {},
    _headers: unknown = undefined,
    _body: unknown = undefined,
  ): Dict {
    const prefix = api === "public" ? "/v1/public/" : "/v1/";
    const rest = this.omit(params, this.extractParams(path));
    const asQuery = method === "GET" && Object.keys(rest).length > 0;
    const signed = `${prefix}${this.implodeParams(path, params)}${asQuery ? `?${this.urlencode(rest)}` : ""}`;
    const url = `${this.urls.api[api]}${signed}`;
    const body = method === "GET" ? undefined : this.json(rest);
    if (api === "public") return { url, method, body, headers: undefined };
    this.checkRequiredCredentials();
    const headers: Record<string, string> = this.signedHeaders(method, signed, body ?? "");
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return { url, method, body, headers };
  }

  /** What an answer that is an error means. A 202 is none; what cannot be read is told by the caller who needs it. */
  override handleErrors(
    status: number,
    _reason: string,
    url: string,
    method: string,
    headers: Dict,
    text: string,
    response: unknown,
  ): undefined {
    const told = (response ?? {}) as Dict;
    const code = this.safeString(told, "code");
    if (status < 400 && code === undefined) return undefined;
    const message = this.safeString(told, "message", "") ?? "";
    const words = `${this.id} ${message === "" ? text.slice(0, 200) : message} (code ${code ?? "none"}, status ${status})`;
    const wait = this.waitAsked(status, headers);
    const isOrder = method !== "POST" && url.includes("/orders/");
    try {
      this.throwMeant({ status, code, message, words, isOrder });
    } catch (error) {
      throw Object.assign(error as Error, {
        complaint: { code: code ?? "", words: message || words, status },
        ...wait,
      });
    }
  }

  private waitAsked(status: number, headers: Dict): { readonly waitMs?: number } {
    if (status !== 429) return {};
    const waitMs = retryAfterMs(headers) ?? WAIT_MS;
    this.waitUntil = this.milliseconds() + waitMs;
    return { waitMs };
  }

  private throwMeant({ status, code, message, words, isOrder }: Told): never {
    // what the server could not answer is never a refusal, whatever it says
    if (status === 429) throw new RateLimitExceeded(words);
    if (status >= 500) throw new ExchangeNotAvailable(words);
    if (isOrder && this.saysNotFound(status, code)) throw new OrderNotFound(words);
    this.throwBroadlyMatchedException(this.exceptions.broad, message.toLowerCase(), words);
    this.throwExactlyMatchedException(this.exceptions.exact, code, words);
    throw new (ERROR_OF_STATUS[status] ?? ExchangeError)(words);
  }

  /** A 404 without a code is a door that is not there, which says nothing of an order. */
  private saysNotFound(status: number, code: Str): boolean {
    return code === "-1" || (status === 404 && code !== undefined);
  }

  override async fetchTime(params: Dict = {}): Promise<Int> {
    const answer = await this.request("time", "public", "GET", params);
    const iso = this.parse8601(this.safeString(answer, "time"));
    return iso ?? this.safeTimestamp(answer, "epochTime");
  }

  override async fetchStatus(params: Dict = {}): Promise<Status> {
    const answer = await this.request("status", "public", "GET", params);
    const told = this.safeString(answer, "status", "") ?? "";
    // read-only: prices come, orders are not taken
    const status = told === "online" ? "ok" : told === "read-only" ? "read-only" : "maintenance";
    return { status, updated: undefined, eta: undefined, url: undefined, info: answer };
  }

  override async fetchMarkets(params: Dict = {}): Promise<Market[]> {
    const pairs = (await this.request("pairs", "public", "GET", params)) as Dict[];
    return pairs
      .filter((pair) => (this.safeString(pair, "currencyPairType") ?? "SPOT") === "SPOT")
      .map((pair) => this.parseMarket(pair));
  }

  override parseMarket(pair: Dict): Market {
    const [base, quote] = [this.coin(pair, "baseCurrency"), this.coin(pair, "quoteCurrency")];
    return this.safeMarketStructure({
      id: this.safeString(pair, "symbol"),
      symbol: `${base}/${quote}`,
      base,
      quote,
      baseId: this.safeString(pair, "baseCurrency"),
      quoteId: this.safeString(pair, "quoteCurrency"),
      type: "spot",
      spot: true,
      margin: false,
      swap: false,
      future: false,
      option: false,
      contract: false,
      active: this.safeBool(pair, "active", true),
      // prices come in the ticks that VALR names
      precision: {
        amount: this.parseNumber(this.parsePrecision(this.safeString(pair, "baseDecimalPlaces"))),
        price: this.safeNumber(pair, "tickSize"),
      },
      limits: {
        amount: { min: this.safeNumber(pair, "minBaseAmount"), max: this.safeNumber(pair, "maxBaseAmount") },
        price: { min: undefined, max: undefined },
        cost: { min: this.safeNumber(pair, "minQuoteAmount"), max: this.safeNumber(pair, "maxQuoteAmount") },
      },
      info: pair,
    });
  }

  override async fetchCurrencies(params: Dict = {}): Promise<Currencies> {
    const rows = (await this.request("currencies", "public", "GET", params)) as Dict[];
    const listed: Dict = {};
    for (const row of rows) {
      const code = this.coin(row, "shortName");
      listed[code] = this.safeCurrencyStructure({
        id: this.safeString(row, "shortName"),
        code,
        name: this.safeString(row, "longName"),
        active: this.safeBool(row, "isActive"),
        precision: this.parseNumber(this.parsePrecision(this.safeString(row, "decimalPlaces"))),
        info: row,
      });
    }
    return listed as Currencies;
  }

  /** What VALR calls an order's state, as ccxt calls it; undefined for one that nobody knows. */
  parseOrderStatus(told: Str): Str {
    const status = (told ?? "").toLowerCase();
    if (OPEN_STATUSES.has(status)) return "open";
    if (status === "filled") return "closed";
    if (status === "failed" || status.startsWith("cancel")) return "canceled";
    return status === "expired" ? "canceled" : undefined;
  }

  /** A coin by its common name: R is ZAR. */
  protected coin(row: Dict, key: string): string {
    return this.safeCurrencyCode(this.safeString(row, key)) ?? "";
  }

  private subAccount(): string {
    return this.safeString(this.options, "subAccountId", "") ?? "";
  }
}
