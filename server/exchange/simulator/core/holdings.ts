import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Change, SimBalance } from "./sim-order";

/** What each account holds: free, and held back for open orders. Tells `changed` of each asset that it moved. */
export class Holdings {
  private readonly accounts = new Map<string, Map<string, SimBalance>>();

  constructor(private readonly changed: (change: Change & { readonly kind: "balance" }) => void) {}

  open(account: string): void {
    if (!this.accounts.has(account)) this.accounts.set(account, new Map());
  }

  names(): readonly string[] {
    return [...this.accounts.keys()];
  }

  /** Every asset the account has ever held, by name. */
  of(account: string): readonly (readonly [string, SimBalance])[] {
    return [...(this.accounts.get(account) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  free(account: string, asset: string): Decimal {
    return this.accounts.get(account)?.get(asset)?.free ?? ZERO;
  }

  /** Adds to both parts; either may be below zero, what comes out may not. */
  move(account: string, asset: string, free: Decimal, used: Decimal): void {
    if (free.isZero() && used.isZero()) return;
    const before = this.accounts.get(account)?.get(asset) ?? { free: ZERO, used: ZERO };
    this.set(account, asset, before.free.plus(free), before.used.plus(used));
    this.changed({
      kind: "balance",
      account,
      asset,
      free: before.free.plus(free),
      used: before.used.plus(used),
    });
  }

  set(account: string, asset: string, free: Decimal, used: Decimal): void {
    this.open(account);
    this.accounts.get(account)?.set(asset, { free, used });
  }
}
