// What an exchange lacks, and what became of what was asked for. A plan is for a person: nothing here moves money.
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import { type BookWalletView, MASTER } from "./book-wallet";

/** Money for the master wallet comes from outside. */
export const OUTSIDE = "outside";

/** What one exchange should have and has, in its own quote currency. */
export type FundingNeed = {
  readonly exchange: ExchangeName;
  readonly asset: string;
  readonly required: Decimal;
  readonly available: Decimal;
};

export type OpenPlan = FundingNeed & {
  readonly id: string;
  /** put in there since the plan was opened, in that asset */
  readonly deposited: Decimal;
};

export type FundingChange =
  | { readonly kind: "open"; readonly need: FundingNeed; readonly deficit: Decimal }
  | { readonly kind: "keep"; readonly id: string; readonly need: FundingNeed; readonly deficit: Decimal }
  | {
      readonly kind: "end";
      readonly id: string;
      readonly need: FundingNeed;
      readonly status: "seen" | "cancelled";
    };

export type FundingFacts = {
  readonly open: readonly OpenPlan[];
  /** exchanges whose target or balance is not known are not among them */
  readonly needs: readonly FundingNeed[];
  /** a lack smaller than this share of what is required is none */
  readonly least: Decimal;
};

/**
 * What becomes of each exchange's plan: opened where the exchange lacks money for its target, kept with its newest figures
 * while it does, seen where it lacks none after a deposit, cancelled where it lacks none without one (the target fell, or
 * its bots earned it). Nothing is decided of an exchange of which not everything is known.
 */
export function decideFunding({ open, needs, least }: FundingFacts): readonly FundingChange[] {
  return needs.flatMap((need): readonly FundingChange[] => {
    const plan = open.find(({ exchange }) => exchange === need.exchange);
    const deficit = maxOf(need.required.minus(need.available), ZERO);
    const lacks = deficit.gt(0) && deficit.gte(need.required.times(least));
    if (lacks) return [plan ? { kind: "keep", id: plan.id, need, deficit } : { kind: "open", need, deficit }];
    if (!plan) return [];
    return [{ kind: "end", id: plan.id, need, status: plan.deposited.gt(0) ? "seen" : "cancelled" }];
  });
}

/** Where the money for an exchange comes from. */
export const sourceFor = (exchange: ExchangeName): string => (exchange === MASTER ? OUTSIDE : MASTER);

/** What each exchange should have and has, as far as both are known. */
export const needsOf = (wallet: BookWalletView): readonly FundingNeed[] =>
  wallet.exchanges.flatMap(({ exchange, asset, target, targetWorth, worth }) => {
    if (target === null || targetWorth === null || worth === null) return [];
    const [required, whole] = [toDecimal(target), toDecimal(targetWorth)];
    // all it holds there, coins too, in the currency of its target
    const available = whole.isZero() ? ZERO : toStored(toDecimal(worth).times(required).div(whole));
    return [{ exchange, asset, required, available }];
  });
