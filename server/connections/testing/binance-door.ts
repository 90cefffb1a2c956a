// An exchange of this machine that speaks as Binance does about keys: signatures, clock and rights.
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault } from "@/server/kernel/result";
import type { Dialler } from "../test-keys";

export type BinanceDoor = {
  readonly origin: string;
  readonly keys: Map<string, { readonly secret: string; readonly rights: object }>;
  clockOffsetMs: number;
  /** answers nothing at all */
  silent: boolean;
  readonly asked: string[];
  readonly close: () => Promise<void>;
};

const RECV_WINDOW_MS = 5_000;

/** Rights as apiRestrictions tells them: spot trading from one address. */
export const SPOT_RIGHTS = {
  ipRestrict: true,
  enableReading: true,
  enableSpotAndMarginTrading: true,
  enableWithdrawals: false,
};

export async function openBinanceDoor(): Promise<BinanceDoor> {
  const server = createServer((request, response) => {
    if (door.silent) return request.socket.destroy();
    const { status, body } = answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const door: BinanceDoor = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: new Map(),
    clockOffsetMs: 0,
    silent: false,
    asked: [],
    close: () => new Promise((done) => server.close(() => done())),
  };
  const answer = (request: IncomingMessage): { status: number; body: object } => {
    const url = new URL(request.url ?? "/", door.origin);
    door.asked.push(`${request.method} ${url.pathname}`);
    const now = Date.now() + door.clockOffsetMs;
    if (url.pathname === "/api/v3/time") return { status: 200, body: { serverTime: now } };
    const key = String(request.headers["x-mbx-apikey"]);
    const kept = door.keys.get(key);
    if (!kept) return { status: 401, body: { code: -2015, msg: `Invalid API-key ${key}.` } };
    const signed = url.search.slice(1).replace(/&signature=.*$/, "");
    const signature = createHmac("sha256", kept.secret).update(signed).digest("hex");
    if (url.searchParams.get("signature") !== signature)
      return { status: 400, body: { code: -1022, msg: "Signature for this request is not valid." } };
    if (Math.abs(now - Number(url.searchParams.get("timestamp"))) > RECV_WINDOW_MS)
      return {
        status: 400,
        body: { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." },
      };
    if (url.pathname.endsWith("/apiRestrictions")) return { status: 200, body: kept.rights };
    return { status: 200, body: { balances: [] } };
  };
  return door;
}

const SENTENCES: { readonly [code: string]: string } = {
  "-2015": "Binance does not know this key.",
  "-1022": "Binance refuses the signature: the secret belongs to another key.",
  "-1021": "Binance refuses this machine's clock.",
};

/** A client of that door, by plain requests. */
export const binanceDialler = (): Dialler => ({
  openMarketData: async (_exchange, { site }) => ({
    clockOffset: async () => {
      const { serverTime } = await ask(originOf(site), "/api/v3/time", {});
      return Number(serverTime) - Date.now();
    },
    close: async () => {},
  }),
  openAccount: async (_exchange, { site, credentials }) => {
    const call = (path: string) => {
      const query = `timestamp=${Date.now()}&recvWindow=${RECV_WINDOW_MS}`;
      const signature = createHmac("sha256", credentials.secret).update(query).digest("hex");
      const headers = { "X-MBX-APIKEY": credentials.apiKey };
      return ask(originOf(site), `${path}?${query}&signature=${signature}`, headers);
    };
    return {
      keyRights: async () => {
        const rights = await call("/sapi/v1/account/apiRestrictions");
        return {
          read: rights.enableReading === true,
          trade: rights.enableSpotAndMarginTrading === true,
          withdraw: rights.enableWithdrawals === true,
          addresses: rights.ipRestrict ? ["203.0.113.7"] : [],
          expiresAt: null,
        };
      },
      listBalances: () => call("/api/v3/account"),
      close: async () => {},
    };
  },
});

const originOf = (site: Parameters<Dialler["openMarketData"]>[1]["site"]): string => {
  if (site.kind !== "simulator") throw new Error("this client reaches only its own door");
  return site.origin;
};

async function ask(
  origin: string,
  path: string,
  headers: Record<string, string>,
): Promise<Record<string, unknown>> {
  const reply = await fetch(`${origin}${path}`, { headers }).catch(() => {
    throw new Fault("exchange", true, "Binance did not answer.");
  });
  const body = (await reply.json()) as Record<string, unknown>;
  // an exchange may well repeat the key in what it says
  if (!reply.ok) throw new Fault("exchange", false, SENTENCES[String(body.code)] ?? String(body.msg));
  return body;
}
