import { uniformStream } from "@/server/market/core/simulation/seeded-random";

/** What a request is about: faults and rate limits go by it. */
export const callKinds = [
  "create",
  "cancel",
  "query",
  "trades",
  "balance",
  "key",
  "public",
  "time",
  "socket",
] as const;
export type CallKind = (typeof callKinds)[number];

/**
 * Everything that can be made to go wrong. `ms`: how long, `value`: what (a price, a fraction, a symbol); docs/simulators.md
 * tells each.
 */
export const faultNames = [
  // of the wire
  "timeout_after_accept",
  "dropped_before_arrival",
  "late_arrival",
  "error_after_accept",
  "error_before",
  "rate_limit",
  "ban",
  "slow",
  "malformed",
  "html",
  "schema",
  "maintenance",
  "clock_off",
  // of orders
  "reject",
  "accept_then_fail",
  "partial",
  "stop_rejected",
  "fill_before_ack",
  "cancel_crosses_fill",
  "query_lag",
  "fee_coin",
  // of lists of trades
  "trades_duplicated",
  "trades_shuffled",
  "trades_missing",
  // of markets
  "delisted",
  "precision",
  "price_nan",
  "price_zero",
  "price_spike",
  "price_frozen",
  // of websockets
  "socket_cut",
  "socket_silent",
  "socket_out_of_order",
  "socket_duplicate",
  "socket_lost",
] as const;
export type FaultName = (typeof faultNames)[number];

export type FaultRule = {
  readonly name: FaultName;
  /** the calls it may strike; null: those it can */
  readonly on: CallKind | null;
  /** the only market it strikes; null: all */
  readonly symbol: string | null;
  /** 1 strikes each time */
  readonly probability: number;
  /** how often it still strikes; null: without end */
  readonly times: number | null;
  readonly ms: number | null;
  readonly value: string | null;
};

/** The faults that are on, and the chance by which they strike: the same seed and calls, the same faults. */
export class FaultBook {
  private rules: { rule: FaultRule; left: number | null }[] = [];
  private readonly chance: () => number;

  constructor(seed: number) {
    this.chance = uniformStream(seed ^ 0x5f3759df);
  }

  set(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times });
  }

  clear(name: FaultName | null): void {
    this.rules = name === null ? [] : this.rules.filter(({ rule }) => rule.name !== name);
  }

  list(): readonly FaultRule[] {
    return this.rules.map(({ rule, left }) => ({ ...rule, times: left }));
  }

  /** The rule that strikes now, if one does; that counts as one of its times. */
  strike(name: FaultName, on: CallKind | null = null, symbol: string | null = null): FaultRule | null {
    const striking = this.rules.find(
      ({ rule, left }) =>
        rule.name === name && left !== 0 && isAbout(rule, on, symbol) && this.happens(rule.probability),
    );
    if (!striking) return null;
    if (striking.left !== null) striking.left--;
    return striking.rule;
  }

  private happens(probability: number): boolean {
    return probability >= 1 || this.chance() < probability;
  }

  /** A number in (0, 1), for faults that need one more. */
  draw(): number {
    return this.chance();
  }
}

const isAbout = (rule: FaultRule, on: CallKind | null, symbol: string | null): boolean =>
  (rule.on === null || on === null || rule.on === on) && (rule.symbol === null || rule.symbol === symbol);
