import { createHash, randomBytes } from "node:crypto";
import { toDecimal } from "@/server/kernel/money";
import type { FaultAsk } from "./core/fault-ask";
import type { CallKind, FaultName, FaultRule } from "./core/faults";
import type { SimKey, SimRights } from "./core/sim-key";
import type { Placed, SimBalance, SimOrder, SimTrade } from "./core/sim-order";
import type { Desk } from "./desk";

export type KeyAsk = {
  readonly account?: string | undefined;
  readonly rights?: Partial<SimRights> | undefined;
  /** what is put into the account, asset to amount */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  readonly addresses?: readonly string[] | null | undefined;
  readonly expiresAt?: number | null | undefined;
};

export type HandOrder = {
  readonly account: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly amount: string;
  readonly price?: string | null | undefined;
};

export type Truth = {
  readonly orders: readonly SimOrder[];
  readonly trades: readonly SimTrade[];
  readonly balances: Readonly<Record<string, Readonly<Record<string, SimBalance>>>>;
  /** how often each path was asked */
  readonly requests: Readonly<Record<string, number>>;
};

/** Strikes these calls unless the asker names others. */
const USUALLY_ON: { readonly [name in FaultName]?: CallKind } = {
  timeout_after_accept: "create",
  dropped_before_arrival: "create",
  late_arrival: "create",
  error_after_accept: "create",
  fill_before_ack: "create",
};
const PATHS_COUNTED = 10_000;

/** What only the simulator's owner may do: reach behind the exchange, and know all of it. */
export class SimControl {
  private readonly requests = new Map<string, number>();
  private accounts = 0;
  private factor: number;

  constructor(
    private readonly desk: Desk,
    limits: number,
  ) {
    this.factor = limits;
    this.accounts = desk.keys.size;
  }

  makeKey(ask: KeyAsk): SimKey {
    this.accounts++;
    const account = ask.account ?? `account-${this.accounts}`;
    const key: SimKey = {
      apiKey: randomBytes(16).toString("hex"),
      // text that is base64 as well: one exchange decodes its secrets
      secret: createHash("sha512").update(randomBytes(32)).digest("base64"),
      passphrase: this.desk.exchange === "kucoin" ? randomBytes(6).toString("hex") : null,
      account,
      rights: { read: true, trade: true, withdraw: false, ...ask.rights },
      addresses: ask.addresses ?? null,
      expiresAt: ask.expiresAt ?? null,
      createdAt: this.desk.clocks.market(),
    };
    this.desk.addKey(key);
    for (const [asset, amount] of Object.entries(ask.balances ?? {})) this.move(account, asset, amount);
    return key;
  }

  setPrice(symbol: string, price: string | null): void {
    this.desk.setPrice(symbol, price === null ? null : toDecimal(price));
  }

  setFault(ask: FaultAsk): FaultRule {
    const on = ask.on === "*" ? null : (ask.on ?? USUALLY_ON[ask.name] ?? null);
    const rule: FaultRule = {
      name: ask.name,
      on,
      symbol: ask.symbol ?? null,
      probability: ask.probability ?? 1,
      times: ask.times ?? null,
      ms: ask.ms ?? null,
      value: ask.value ?? null,
    };
    this.desk.faults.set(rule);
    return rule;
  }

  clearFaults(name: FaultName | null = null): void {
    this.desk.faults.clear(name);
  }

  faults(): readonly FaultRule[] {
    return this.desk.faults.list();
  }

  /** A deposit, or below zero a withdrawal, by hand. */
  move(account: string, asset: string, amount: string): void {
    this.desk.move(account, asset, toDecimal(amount));
  }

  /** An order that the account's owner places elsewhere: without a client id. */
  order(ask: HandOrder): Placed {
    return this.desk.place({
      account: ask.account,
      clientId: null,
      symbol: ask.symbol,
      side: ask.side,
      type: ask.price ? "limit" : "market",
      postOnly: false,
      tif: "gtc",
      amount: toDecimal(ask.amount),
      cost: null,
      price: ask.price ? toDecimal(ask.price) : null,
      stop: null,
      note: {},
    });
  }

  cancel(account: string, id: string): { readonly cancelled: boolean } {
    const order = this.desk.engine.ledger.find(account, id);
    return { cancelled: order !== null && this.desk.cancel(order) };
  }

  setLimits(factor: number): void {
    this.factor = factor;
  }

  limits(): number {
    return this.factor;
  }

  count(path: string): void {
    if (this.requests.size < PATHS_COUNTED || this.requests.has(path))
      this.requests.set(path, (this.requests.get(path) ?? 0) + 1);
  }

  truth(): Truth {
    const { holdings, ledger } = this.desk.engine;
    return {
      orders: ledger.allOrders(),
      trades: ledger.allTrades(),
      balances: Object.fromEntries(
        holdings.names().map((account) => [account, Object.fromEntries(holdings.of(account))]),
      ),
      requests: Object.fromEntries(this.requests),
    };
  }

  state(): { readonly exchange: string; readonly markets: readonly string[]; readonly faults: number } {
    return {
      exchange: this.desk.exchange,
      markets: this.desk.listed().map(({ symbol }) => symbol),
      faults: this.faults().length,
    };
  }
}
