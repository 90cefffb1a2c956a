// What keeps a fleet from trading though its bots say "Running": said on every page, on Health and in GET /api/ready.
import type { Book } from "@/server/kernel/book";
import type { HealthCheckView } from "./health-view";

export type HoldView = {
  readonly kind: "jobs" | "halted" | "entries" | "mode";
  /** the books it holds; null: all of them */
  readonly books: readonly Book[] | null;
  /** one sentence: what is held back, and by what */
  readonly words: string;
  /** one sentence: what to do */
  readonly todo: string;
  /** where it is done */
  readonly href: string;
  /** nothing at all is decided, so also exits by a strategy */
  readonly stopsExits: boolean;
};

/** A bot that its own record holds back. Ratios are fractions as text. */
export type HeldBotView = {
  readonly botId: string;
  readonly expected: string;
  readonly cost: string;
  readonly trades: number;
  readonly virtualTrades: number;
};

export type HoldsView = { readonly fleet: readonly HoldView[]; readonly bots: readonly HeldBotView[] };

type Mode = {
  readonly paper: boolean;
  readonly live: boolean;
  readonly entriesStopped: boolean;
  readonly halted: boolean;
};

type PausedJob = { readonly functionId: string; readonly name: string; readonly stops: string };

/** The holds of one owner's fleet, the widest first; `books` are those with running bots. */
export function listFleetHolds(facts: {
  readonly paused: readonly PausedJob[];
  readonly mode: Mode;
  readonly books: ReadonlySet<string>;
}): readonly HoldView[] {
  const { paused, mode, books } = facts;
  const holds: HoldView[] = paused.map(toJobHold);
  if (mode.halted)
    holds.unshift({
      kind: "halted",
      books: null,
      stopsExits: false,
      href: "/health",
      words: "The emergency stop is on: no bot enters.",
      todo: "Clear it with the red button of every page.",
    });
  else if (mode.entriesStopped)
    holds.unshift({
      kind: "entries",
      books: null,
      stopsExits: false,
      href: "/health",
      words: "Entries are stopped: bots only exit.",
      todo: "Allow entries to let bots enter again.",
    });
  if (!mode.paper && (books.has("paper") || books.has("demo")))
    holds.push(modeOff("paper", ["paper", "demo"]));
  if (!mode.live && (books.has("live") || books.has("practice")))
    holds.push(modeOff("live", ["live", "practice"]));
  return holds;
}

const toJobHold = ({ functionId, name, stops }: PausedJob): HoldView => ({
  kind: "jobs",
  books: null,
  href: "/jobs",
  stopsExits: functionId.endsWith("run-trading-cycle"),
  words: `The job "${name}" is paused. ${stops}.`,
  todo: "Let it run again on the Jobs page.",
});

const modeOff = (name: string, books: HoldView["books"]): HoldView => ({
  kind: "mode",
  books,
  stopsExits: false,
  href: "/health",
  words: `The ${name} mode is off: its bots enter nothing.`,
  todo: `Turn the ${name} mode on to let them enter.`,
});

/** The fleet as a part of the system: it is up, so never "not ok"; what holds it back is a warning with its remedy. */
export function judgeFleet(facts: {
  readonly paused: readonly PausedJob[];
  readonly modes: readonly Pick<Mode, "halted" | "entriesStopped">[];
  readonly haltedBooks: readonly string[];
}): HealthCheckView {
  const { paused, modes, haltedBooks } = facts;
  const words = [
    ...(modes.some(({ halted }) => halted) ? ["The emergency stop is on."] : []),
    ...(modes.some(({ halted, entriesStopped }) => entriesStopped && !halted)
      ? ["Entries are stopped."]
      : []),
    ...haltedBooks.map((book) => `The ${book} book is halted by its drawdown until its owner clears it.`),
    ...paused.map((job) => toJobHold(job)).map(({ words, todo }) => `${words} ${todo}`),
  ];
  const free = words.length === 0;
  return {
    name: "fleet",
    ok: true,
    lastWallAt: null,
    ...(free ? {} : { warn: true }),
    detail: free ? "Nothing holds the fleet back." : words.join(" "),
  };
}

/** A cycle that its owner has paused is not late: it is held, which is said in amber. */
export const withPauses = (
  checks: readonly HealthCheckView[],
  paused: readonly PausedJob[],
): readonly HealthCheckView[] => {
  const isPaused = paused.some(({ functionId }) => functionId.endsWith("run-trading-cycle"));
  return checks.map((check) =>
    isPaused && check.name === "cycle"
      ? { ...check, ok: true, warn: true, detail: "The trading cycle is paused: see fleet." }
      : check,
  );
};
