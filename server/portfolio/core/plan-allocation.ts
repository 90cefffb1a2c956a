import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { type Decimal, toStored } from "@/server/kernel/money";

export type AllocationRules = {
  /** share of the total that no bot gets */
  readonly reserve: Decimal;
  /** so many bots share the rest */
  readonly botsMax: number;
  readonly slots: { readonly [name in ExchangeName]: number };
};

/** How a total is shared out; all in the currency of the total. */
export type AllocationPlan = {
  readonly reserve: Decimal;
  readonly allocatable: Decimal;
  /** total × (1 − reserve) / bots */
  readonly perBot: Decimal;
  /** what each exchange should have: its slots' bots, and the reserve at the master wallet */
  readonly targets: ReadonlyMap<ExchangeName, Decimal>;
};

/**
 * Shares a total out: the reserve stays at the master wallet, each of `botsMax` bots gets an equal part of the rest, and an
 * exchange has what its slots' bots need. Where there are more slots than bots each slot counts for less than one.
 */
export function planAllocation(
  total: Decimal,
  { reserve: share, botsMax, slots }: AllocationRules,
  master: ExchangeName,
): AllocationPlan {
  const reserve = toStored(total.times(share));
  const allocatable = total.minus(reserve);
  const perBot = toStored(allocatable.div(botsMax));
  const slotsAll = exchangeNames.reduce((sum, name) => sum + slots[name], 0);
  const perSlot = slotsAll > botsMax ? allocatable.div(slotsAll) : allocatable.div(botsMax);
  const targets = new Map<ExchangeName, Decimal>();
  for (const name of exchangeNames) {
    const forBots = toStored(perSlot.times(slots[name]));
    targets.set(name, name === master ? forBots.plus(reserve) : forBots);
  }
  return { reserve, allocatable, perBot, targets };
}
