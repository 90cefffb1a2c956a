// Whether a battered engine kept its promises. Pure: what the steps did, what the database says, when who was killed.
import type { Effect } from "./run-victim";

/**
 * A blow, from the moment it was meant to when it had done its harm (wall clock): the killed worker had ended, the
 * killed database answered again.
 */
export type Kill = {
  readonly at: number;
  readonly until: number;
  readonly kind: "worker" | "database";
  readonly pid: number;
};
/** A step whose result is kept, and when that was (wall clock). */
export type Kept = { readonly runId: string; readonly step: string; readonly at: number };
/** While nobody could fire a schedule: no worker was up, or no database. */
export type Outage = { readonly from: number; readonly to: number };

export type ProofFacts = {
  readonly effects: readonly Effect[];
  readonly kept: readonly Kept[];
  readonly kills: readonly Kill[];
  /** runs by function and status */
  readonly runs: readonly { readonly functionId: string; readonly status: string; readonly count: number }[];
  /** `n` of every event sent, and of every run that heard the event sent by a step */
  readonly sent: readonly number[];
  readonly heard: readonly number[];
  /** market instants of the schedule's runs, and how the market clock maps to the wall's */
  readonly ticks: readonly number[];
  readonly outages: readonly Outage[];
  readonly toWall: (marketAt: number) => number;
};

export type ProofVerdict = {
  readonly steps: number;
  /** steps that were under way at a kill and ran again */
  readonly repeatedSteps: number;
  readonly mostExecutions: number;
  readonly ticks: number;
  readonly ticksDuringOutage: number;
  readonly violations: readonly string[];
};

const MINUTE_MS = 60_000;
/** Reconnecting after an outage of the database, wall clock. */
const COME_BACK_MS = 2_000;
/** How far before a step and after its result the story of a violation looks for kills. */
const NEAR_MS = 5_000;

export function judgeProof(facts: ProofFacts): ProofVerdict {
  const executions = [...Map.groupBy(facts.effects, keyOf).values()];
  const { lost, violations: ofTicks } = judgeTicks(facts);
  return {
    steps: executions.length,
    repeatedSteps: executions.filter((begun) => begun.length > 1).length,
    mostExecutions: Math.max(0, ...executions.map((begun) => begun.length)),
    ticks: facts.ticks.length,
    ticksDuringOutage: lost,
    violations: [...judgeEnds(facts), ...judgeSteps(facts, executions), ...ofTicks],
  };
}

const keyOf = ({ runId, step }: { runId: string; step: string }): string => `${runId} ${step}`;

function judgeEnds({ runs, sent, heard }: ProofFacts): string[] {
  const open = runs.filter(({ status }) => status !== "completed");
  const works = runs.find(({ functionId, status }) => functionId === "proof-work" && status === "completed");
  const times = Map.groupBy(heard, (n) => n);
  return [
    ...open.map(({ functionId, status, count }) => `${count} runs of ${functionId} are ${status}`),
    ...(works?.count === sent.length
      ? []
      : [`${sent.length} events were sent, ${works?.count ?? 0} runs ended`]),
    ...sent
      .filter((n) => times.get(n)?.length !== 1)
      .map((n) => `the event sent by a step of ${n} was heard ${times.get(n)?.length ?? 0} times`),
  ];
}

function judgeSteps({ kept, kills }: ProofFacts, executions: readonly (readonly Effect[])[]): string[] {
  const keptAt = new Map(kept.map((one) => [keyOf(one), one.at]));
  return executions.flatMap((begun) => {
    const [first] = begun;
    if (!first) return [];
    const name = `step ${first.step} of run ${first.runId}`;
    const at = keptAt.get(keyOf(first));
    if (at === undefined) return [`${name} began and was never kept`];
    const late = begun.filter((one) => one.at > at + 1);
    const hits = kills.filter((kill) => isHit(kill, begun, at)).length;
    return [
      ...(late.length > 0 ? [`${name} ran again after its result was kept`] : []),
      ...(begun.length > 1 + hits
        ? [`${name} ran ${begun.length} times, hit by ${hits} kills: ${tellStory(begun, at, kills)}`]
        : []),
    ];
  });
}

/** What happened around a step, in ms from its first beginning: enough to find the cause without running again. */
function tellStory(begun: readonly Effect[], keptAt: number, kills: readonly Kill[]): string {
  const start = Math.min(...begun.map(({ at }) => at));
  const near = kills.filter(({ at }) => at > start - NEAR_MS && at < keptAt + NEAR_MS);
  return [
    ...begun.map(({ at, pid }) => ({ at, what: `begun by ${pid}` })),
    ...near.map(({ at, until, kind, pid }) => ({ at, what: `kill of ${kind} ${pid} (${until - at} ms)` })),
    { at: keptAt, what: "kept" },
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }) => `${at - start} ${what}`)
    .join(", ");
}

/**
 * A kill hits a step between its beginning and its result: of the process that ran it, or of the database, also
 * when the step began before that was back.
 */
const isHit = (kill: Kill, begun: readonly Effect[], keptAt: number): boolean =>
  kill.at <= keptAt + 1 &&
  begun.some((one) => one.at <= kill.until && (kill.kind === "database" || kill.pid === one.pid));

/**
 * Each minute once. One is owed when worker and database were both up, for as long as they need to find each other
 * again, while it was fresh.
 */
function judgeTicks({ ticks, outages, toWall }: ProofFacts): { lost: number; violations: string[] } {
  const doubled = ticks.length - new Set(ticks).size;
  const violations = doubled > 0 ? [`${doubled} scheduled runs came twice`] : [];
  const sorted = [...ticks].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return { lost: 0, violations: ["the schedule never fired"] };
  const fired = new Set(ticks);
  let lost = 0;
  for (let slot = first; slot <= last; slot += MINUTE_MS) {
    if (fired.has(slot)) continue;
    const [from, to] = [toWall(slot), toWall(slot + MINUTE_MS)];
    const upMs = longestUpMs(from, to, outages);
    if (upMs < COME_BACK_MS) lost += 1;
    else violations.push(`the schedule of ${new Date(slot).toISOString()} did not fire in ${upMs} ms`);
  }
  return { lost, violations };
}

/** The longest time without an outage between two instants. */
function longestUpMs(from: number, to: number, outages: readonly Outage[]): number {
  let [at, longest] = [from, 0];
  for (const outage of [...outages].sort((a, b) => a.from - b.from)) {
    longest = Math.max(longest, Math.min(outage.from, to) - at);
    at = Math.max(at, outage.to);
  }
  return Math.max(longest, to - at);
}
