// What happens at each kill: where the worker dies, and what each exchange does to it meanwhile. The same seed, the same plan.
import type { FaultAsk } from "@/server/exchange/simulator/core/fault-ask";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { type Failpoint, failpoints } from "@/server/platform/failpoint";

/** What an exchange does wrong during one life of the worker. */
export type FaultCase = { readonly name: string; readonly asks: readonly FaultAsk[] };

export type Kill = {
  readonly at: Failpoint;
  /** it dies the so-manieth time it passes there */
  readonly hit: number;
  readonly faults: ReadonlyMap<ExchangeName, FaultCase>;
  /** exchanges whose prices fall, or rise again: what is held there is stopped out, or takes its profit */
  readonly turning: readonly ExchangeName[];
};

/** An order that arrives late does so within a minute. */
const EARLIEST_MS = 100;
const TIMES_MOST = 3;
const TURN_SHARE = 0.3;
/** Places that a life passes again and again. */
const OFTEN: ReadonlySet<Failpoint> = new Set([
  "sent.writing",
  "sent.written",
  "wire.before",
  "wire.written",
  "wire.answered",
  "acknowledged.writing",
  "answer.written",
  "look-up.answered",
  "filled.writing",
  "trade.written",
  "reconcile.settled",
  "reconcile.compared",
  "reconcile.written",
]);
const HITS = [1, 1, 2, 2, 3, 5] as const;
/** Places that are passed only where something goes wrong: that happens at one exchange then. */
const LEADS_TO: { readonly [at in Failpoint]?: string } = {
  "rejected.writing": "reject",
  "unanswered.writing": "timeout_after_accept@create,cut",
  "expired.writing": "dropped_before_arrival@create",
  "cancelled.writing": "accept_then_fail",
};

type Chance = () => number;
type Make = (chance: Chance, latestMs: number) => Omit<FaultAsk, "times">;

/** From a tenth of a second to the latest, every magnitude as often as any other. */
const lateMs = (chance: Chance, latestMs: number): number =>
  Math.round(EARLIEST_MS * (latestMs / EARLIEST_MS) ** chance());

const plain =
  (ask: Omit<FaultAsk, "times">): Make =>
  () =>
    ask;
const calls = ["create", "cancel", "query", "trades", "balance"] as const;
const onEach = (name: FaultAsk["name"], more: Partial<FaultAsk> = {}): readonly (readonly [string, Make])[] =>
  calls.map((on) => [`${name}@${on}`, plain({ name, on, ...more })]);

const CASES: readonly (readonly [name: string, make: Make])[] = [
  ["none", plain({ name: "slow", ms: 0 })],
  ...onEach("timeout_after_accept"),
  ...onEach("timeout_after_accept", { value: "cut" }).map(([name, make]) => [`${name},cut`, make] as const),
  ...onEach("dropped_before_arrival"),
  [
    "late_arrival@create",
    (chance, most) => ({ name: "late_arrival", on: "create", ms: lateMs(chance, most) }),
  ],
  [
    "late_arrival@create,cut",
    (chance, most) => ({ name: "late_arrival", on: "create", value: "cut", ms: lateMs(chance, most) }),
  ],
  [
    "late_arrival@cancel",
    (chance, most) => ({ name: "late_arrival", on: "cancel", ms: lateMs(chance, most) }),
  ],
  ...onEach("error_after_accept"),
  ...onEach("error_before"),
  ...onEach("rate_limit", { ms: 500 }),
  ["ban@create", plain({ name: "ban", on: "create", ms: 2_000 })],
  ["ban@query", plain({ name: "ban", on: "query", ms: 2_000 })],
  ...onEach("slow", { ms: 700 }),
  ...onEach("malformed"),
  ...onEach("html"),
  ...onEach("schema"),
  ...onEach("maintenance"),
  ["clock_off", plain({ name: "clock_off", ms: 60_000 })],
  ["reject", plain({ name: "reject", on: "create" })],
  ["accept_then_fail", plain({ name: "accept_then_fail", on: "create" })],
  ["partial", plain({ name: "partial", value: "0.3" })],
  ["fill_before_ack", plain({ name: "fill_before_ack", ms: 400 })],
  ["cancel_crosses_fill", plain({ name: "cancel_crosses_fill", on: "cancel" })],
  ["query_lag", plain({ name: "query_lag", ms: 2_500 })],
  ["query_lag,long", plain({ name: "query_lag", ms: 25_000 })],
  ["fee_coin", plain({ name: "fee_coin" })],
  ["trades_duplicated", plain({ name: "trades_duplicated", on: "trades" })],
  ["trades_shuffled", plain({ name: "trades_shuffled", on: "trades" })],
  ["trades_missing", plain({ name: "trades_missing", on: "trades" })],
  ["delisted", plain({ name: "delisted" })],
  ["precision", plain({ name: "precision" })],
];

/** The names of all there are. */
export const faultCases: readonly string[] = CASES.map(([name]) => name);

/**
 * Plans kills without end: every failpoint in turn, shuffled anew each round, and at each exchange one fault after the other,
 * so that in time every fault of every exchange meets every failpoint. `latestMs`: how late an order may arrive.
 */
export function* planKills(
  exchanges: readonly ExchangeName[],
  { seed, latestMs }: { seed: number; latestMs: number },
): Generator<Kill> {
  const chance = uniformStream(seed);
  const places = rounds(failpoints, chance);
  const decks = exchanges.map((exchange) => ({ exchange, next: rounds(CASES, chance) }));
  for (;;) {
    const at = places();
    const leading = CASES.find(([name]) => name === LEADS_TO[at]);
    const where = Math.floor(chance() * exchanges.length);
    const hit = HITS[Math.floor(chance() * HITS.length)] ?? 1;
    yield {
      at,
      hit: OFTEN.has(at) ? hit : 1,
      faults: new Map(
        decks.map(({ exchange, next }, index) => {
          const drawn = index === where && leading ? leading : next();
          return [exchange, toCase(drawn, chance, latestMs)];
        }),
      ),
      turning: exchanges.filter(
        (_exchange, index) => chance() < TURN_SHARE || (at.startsWith("exit.") && index === where),
      ),
    };
  }
}

function toCase([name, make]: (typeof CASES)[number], chance: Chance, latestMs: number): FaultCase {
  const times = 1 + Math.floor(chance() * TIMES_MOST);
  return { name, asks: [{ ...make(chance, latestMs), times }] };
}

/** One after the other, all of them before any comes again, each round in another order. */
function rounds<T>(all: readonly T[], chance: Chance): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) {
      left = [...all];
      for (let index = left.length - 1; index > 0; index--) {
        const other = Math.floor(chance() * (index + 1));
        [left[index], left[other]] = [left[other] as T, left[index] as T];
      }
    }
    return left.pop() as T;
  };
}
