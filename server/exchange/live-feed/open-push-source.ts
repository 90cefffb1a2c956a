import { createCcxt, type Exchange } from "@/server/exchange/ccxt/ccxt";
import { goThrough } from "@/server/exchange/ccxt/go-through";
import type { Proxies } from "@/server/exchange/ccxt/proxies";
import { reRoot } from "@/server/exchange/ccxt/re-root";
import type { ExchangeSite, PublicTrade } from "@/server/exchange/core/exchange-client";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import type { PushSource } from "./push-source";

/** A socket that answers no ping twice is dead: known of within three times this. */
const PING_MS = 2_000;
const BOOK_DEPTH = 50;

export type PushOptions = { readonly site: ExchangeSite; readonly proxies?: Proxies | undefined };

/**
 * The prices an exchange pushes, through the proxies of the environment; null where they have to be asked for: Luno's
 * streams ask for keys.
 */
export async function openPushSource(
  exchange: ExchangeName,
  { site, proxies }: PushOptions,
): Promise<PushSource | null> {
  if (exchange === "luno") return null;
  const ccxt = await openCcxt(exchange, { site, proxies });
  ownPace(ccxt);
  // trades with the numbers that its request for past ones tells
  const params = exchange === "binance" ? { name: "aggTrade" } : {};
  return {
    trades: async (symbol) =>
      (await ccxt.watchTrades(symbol, undefined, undefined, params)).flatMap((trade) =>
        toTrade(exchange, trade),
      ),
    price: async (symbol) => {
      const { timestamp, last, bid, ask } = await ccxt.watchTicker(symbol);
      return { at: timestamp ?? null, last: exact(last), bid: exact(bid), ask: exact(ask) };
    },
    book: async (symbol) => {
      const { timestamp, bids, asks } = await ccxt.watchOrderBook(symbol);
      return {
        at: marketMs(timestamp ?? Date.now()),
        bids: toLevels(bids, BOOK_DEPTH),
        asks: toLevels(asks, BOOK_DEPTH),
      };
    },
    reset: async () => {
      await ccxt.close();
    },
    close: async () => {
      await ccxt.close();
    },
  };
}

async function openCcxt(
  exchange: Exclude<ExchangeName, "luno">,
  { site, proxies }: PushOptions,
): Promise<Exchange> {
  if (exchange === "valr") {
    const { openValr } = await import("@/server/exchange/valr/open-valr");
    return openValr({ site, credentials: null, ...(proxies && { proxies }) });
  }
  const ccxt = await createCcxt(exchange, { enableRateLimit: site.kind !== "simulator" });
  goThrough(ccxt, proxies);
  if (site.kind !== "simulator") return ccxt;
  ccxt.urls.api = reRoot(ccxt.urls.api, site.origin) as typeof ccxt.urls.api;
  await ccxt.loadHttpProxyAgent();
  return ccxt;
}

/**
 * How connections are watched and opened anew is decided here. ccxt would wait up to a minute before it opens one that
 * fell a few times, and begins again whenever a silent one is dropped; and KuCoin's server asks for a ping in eighteen
 * seconds, by which nobody knows of a dead socket in ten.
 */
function ownPace(ccxt: Exchange): void {
  ccxt.streaming = { ...ccxt.streaming, keepAlive: PING_MS, maxPingPongMisses: 2 };
  ccxt.options = { ...ccxt.options, ws: { ...ccxt.options?.ws, backoff: { base: 0, max: 0 } } };
  const open = ccxt.client.bind(ccxt);
  ccxt.client = (url) => {
    const client = open(url);
    Object.defineProperty(client, "keepAlive", {
      configurable: true,
      get: () => PING_MS,
      set: () => undefined,
    });
    return client;
  };
}

type RawTrade = Awaited<ReturnType<Exchange["watchTrades"]>>[number];

function toTrade(
  exchange: ExchangeName,
  { id, timestamp, price, amount, side, info }: RawTrade,
): readonly PublicTrade[] {
  const [exactPrice, exactAmount] = [exact(price), exact(amount)];
  if (!exactPrice || !exactAmount || timestamp === undefined) return [];
  // KuCoin's list of past trades names them by their place in the sequence
  const name = exchange === "kucoin" ? (info?.sequence ?? id) : id;
  if (name === undefined) return [];
  return [
    {
      id: String(name),
      at: marketMs(timestamp),
      price: exactPrice,
      amount: exactAmount,
      side: side === "sell" ? "sell" : "buy",
    },
  ];
}

const toLevels = (rows: readonly unknown[], depth: number) =>
  rows.slice(0, depth).flatMap((row) => {
    const [price, amount] = row as readonly (number | undefined)[];
    const [exactPrice, exactAmount] = [exact(price), exact(amount)];
    return exactPrice && exactAmount ? [{ price: exactPrice, amount: exactAmount }] : [];
  });

/** ccxt's number, digit by digit as it was written; null where there is none above zero. */
const exact = (value: number | undefined): Decimal | null =>
  value !== undefined && Number.isFinite(value) && value > 0
    ? toDecimal(value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 18 }))
    : null;
