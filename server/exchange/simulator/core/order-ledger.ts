import { isOpen, type SimOrder, type SimTrade } from "./sim-order";

/** Every order and trade there ever was, findable as exchanges find them. */
export class OrderLedger {
  private readonly byId = new Map<string, SimOrder>();
  private readonly byClientId = new Map<string, SimOrder[]>();
  private readonly byAccount = new Map<string, SimOrder[]>();
  private readonly openIn = new Map<string, Set<SimOrder>>();
  private readonly tradesBy = new Map<string, SimTrade[]>();
  private readonly tradeIds = new Set<string>();

  /** Takes an order in, or what became of it when it is read from a journal again. */
  put(order: SimOrder): SimOrder {
    const known = this.byId.get(order.id);
    const kept = known ? Object.assign(known, order) : order;
    if (!known) {
      this.byId.set(order.id, order);
      listIn(this.byAccount, order.account).push(order);
      if (order.clientId !== null) listIn(this.byClientId, keyOf(order.account, order.clientId)).push(order);
    }
    this.sort(kept);
    return kept;
  }

  /** Among the open ones of its market, or no longer. */
  sort(order: SimOrder): void {
    let open = this.openIn.get(order.symbol);
    if (!open) {
      open = new Set();
      this.openIn.set(order.symbol, open);
    }
    if (isOpen(order)) open.add(order);
    else open.delete(order);
  }

  addTrade(trade: SimTrade): void {
    if (this.tradeIds.has(trade.id)) return;
    this.tradeIds.add(trade.id);
    listIn(this.tradesBy, trade.account).push(trade);
  }

  find(account: string, id: string): SimOrder | null {
    const order = this.byId.get(id);
    return order?.account === account ? order : null;
  }

  /** The open one of that client id, else the newest of those that ended. */
  findByClientId(account: string, clientId: string): SimOrder | null {
    const all = this.byClientId.get(keyOf(account, clientId)) ?? [];
    return all.findLast(isOpen) ?? all.at(-1) ?? null;
  }

  openAt(symbol: string): readonly SimOrder[] {
    return [...(this.openIn.get(symbol) ?? [])];
  }

  openMarkets(): readonly string[] {
    return [...this.openIn].flatMap(([symbol, orders]) => (orders.size > 0 ? [symbol] : []));
  }

  /** Oldest first. */
  ordersOf(account: string): readonly SimOrder[] {
    return this.byAccount.get(account) ?? [];
  }

  openOf(account: string): readonly SimOrder[] {
    return [...this.openIn.values()]
      .flatMap((orders) => [...orders].filter((order) => order.account === account))
      .sort((a, b) => a.number - b.number);
  }

  tradesOf(account: string): readonly SimTrade[] {
    return this.tradesBy.get(account) ?? [];
  }

  allOrders(): readonly SimOrder[] {
    return [...this.byId.values()];
  }

  allTrades(): readonly SimTrade[] {
    return [...this.tradesBy.values()].flat();
  }
}

const keyOf = (account: string, clientId: string): string => `${account} ${clientId}`;

function listIn<T>(map: Map<string, T[]>, key: string): T[] {
  const known = map.get(key);
  if (known) return known;
  const made: T[] = [];
  map.set(key, made);
  return made;
}
