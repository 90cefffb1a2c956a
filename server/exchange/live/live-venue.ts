import type { AccountClient, ListedMarket } from "@/server/exchange/core/exchange-client";
import type {
  ExchangePort,
  OrderRequest,
  PlaceAnswer,
  RejectCause,
  VenueAccount,
} from "@/server/exchange/core/exchange-port";
import { objectToOrder } from "@/server/exchange/core/object-to-order";
import type { Clocks } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { createWarmClients } from "./warm-clients";

export type LiveVenueSetup = {
  readonly clocks: Pick<Clocks, "wall">;
  /** Opens an account with the keys it has now; throws a Fault where it has none. */
  readonly openAccount: (account: VenueAccount) => Promise<AccountClient>;
  /** What the venue lists of a market; null where it lists none by that name. `isFresh`: asked anew, not remembered. */
  readonly marketOf: (venue: string, symbol: string, isFresh: boolean) => Promise<ListedMarket | null>;
  /** The last price known, to value market orders with; null where none is. */
  readonly lastPrice: (venue: string, symbol: string) => Decimal | null;
};

export type LiveVenue = ExchangePort & {
  /** The keys of that account have changed or are gone: its next call opens it anew. */
  readonly forget: (account: VenueAccount) => Promise<void>;
  readonly close: () => Promise<void>;
};

const reject = (reason: string, because: RejectCause): PlaceAnswer => ({ kind: "rejected", reason, because });

/**
 * Real exchanges, or their simulators, behind the port: one client an account, kept open. An order that the exchange's
 * own rules forbid, or whose deadline has passed, is rejected here and never sent; rules that refuse an order are read
 * anew first, for they may be old.
 */
export function createLiveVenue(setup: LiveVenueSetup): LiveVenue {
  const clients = createWarmClients(setup.openAccount);
  const ask = async <T>(account: VenueAccount, call: (client: AccountClient) => Promise<T>): Promise<T> =>
    call(await clients.of(account));
  return {
    createOrder: (request) => place(setup, clients.of, request),
    findOrder: (account, clientOrderId, symbol) =>
      ask(account, (client) => client.findOrder(clientOrderId, symbol)),
    cancelOrder: (account, clientOrderId, symbol) =>
      ask(account, (client) => client.cancelOrder(clientOrderId, symbol)),
    listOpenOrders: (account, symbols) => ask(account, (client) => client.listOpenOrders(symbols)),
    listTrades: (account, symbols, since) => ask(account, (client) => client.listTrades(symbols, since)),
    listBalances: (account) => ask(account, (client) => client.listBalances()),
    forget: clients.forget,
    close: clients.close,
  };
}

async function place(
  setup: LiveVenueSetup,
  clientOf: (account: VenueAccount) => Promise<AccountClient>,
  request: OrderRequest,
): Promise<PlaceAnswer> {
  const objection = (await objectionOf(setup, request, false)) && (await objectionOf(setup, request, true));
  if (objection) return objection;
  const client = await clientOf(request);
  // asked last: opening an account may have taken its time
  if (setup.clocks.wall() > request.deadline)
    return reject("its deadline passed before it was sent", "later");
  return client.createOrder(request);
}

async function objectionOf(
  { marketOf, lastPrice }: LiveVenueSetup,
  request: OrderRequest,
  isFresh: boolean,
): Promise<PlaceAnswer | null> {
  const { venue, symbol } = request;
  const market = await marketOf(venue, symbol, isFresh);
  if (!market) return reject(`${symbol} is not listed`, "rules");
  // halted, it may open again: nothing of the order is wrong
  if (!market.active) return reject(`${symbol} takes no orders now`, "later");
  const objection = objectToOrder(request, market, lastPrice(venue, symbol));
  return objection === null ? null : reject(objection, "rules");
}
