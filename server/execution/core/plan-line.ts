import type { WallMs } from "@/server/kernel/clock";
import { Decimal, maxOf, ZERO } from "@/server/kernel/money";
import type { AssetLine } from "./compare-account";

/** What is remembered of an asset between two comparisons. */
export type LineMemory = {
  readonly difference: Decimal;
  /** theirs less ours that the owner knows of and the ledger could not take over */
  readonly accepted: Decimal;
  /** since when they differ, by the same amount, and so that entries in it are held; null while they do not */
  readonly differsAt: WallMs | null;
  readonly steadyAt: WallMs | null;
  readonly heldAt: WallMs | null;
};

export type PlannedLine = AssetLine & LineMemory & { readonly turns: "held" | "released" | null };

/** A difference that stays the same that long while nothing of ours is under way in its asset was not ours. */
const STEADY_MS = 10_000;
/** One that stays that long is not ours, whatever is under way. */
const LASTING_MS = 60_000;
/** Venues round: below this share of what they hold, or this amount, a difference is shown and holds nothing. */
const ROUNDING_SHARE = new Decimal("0.000001");
const ROUNDING_MIN = new Decimal("0.00000001");

/**
 * Whether what was just compared moved by hand, by what is remembered of before: a difference holds the entries of its
 * asset from its second look on, and lets them go when it is gone. Nothing is overwritten by it. Wall clock.
 */
export function planLine(
  line: AssetLine,
  before: LineMemory | null,
  { now, isBusy }: { readonly now: WallMs; readonly isBusy: boolean },
): PlannedLine {
  const known = before ?? NOTHING_KNOWN;
  const { accepted } = known;
  const open = line.difference.minus(accepted);
  if (open.abs().lte(roundingOf(line))) {
    const turns = known.heldAt === null ? null : "released";
    return { ...line, accepted, differsAt: null, steadyAt: null, heldAt: null, turns };
  }
  const wasOpen = known.difference.minus(accepted);
  const differsAt = (isSameWay(wasOpen, open) ? known.differsAt : null) ?? now;
  const steadyAt = (wasOpen.eq(open) ? known.steadyAt : null) ?? now;
  const isSure = now - differsAt >= LASTING_MS || (!isBusy && now - steadyAt >= STEADY_MS);
  const heldAt = known.heldAt ?? (isSure ? now : null);
  return { ...line, accepted, differsAt, steadyAt, heldAt, turns: turnOf(known.heldAt, heldAt) };
}

/**
 * Whether the books have nothing of an account yet, whose lines are these: what it holds was there before them. An order
 * or trade that nobody here wrote is somebody's doing.
 */
export const isNewAccount = (
  lines: readonly (LineMemory & { readonly ours: Decimal })[],
  external: number,
): boolean =>
  external === 0 &&
  lines.length > 0 &&
  lines.every(
    ({ ours, accepted, difference }) => ours.isZero() && accepted.isZero() && !difference.isNegative(),
  );

const NOTHING_KNOWN: LineMemory = {
  difference: ZERO,
  accepted: ZERO,
  differsAt: null,
  steadyAt: null,
  heldAt: null,
};

const isSameWay = (was: Decimal, is: Decimal): boolean =>
  !was.isZero() && was.isPositive() === is.isPositive();

/** Below that a difference is a venue's rounding. */
export const roundingOf = ({ theirs }: AssetLine): Decimal =>
  maxOf(ROUNDING_MIN, theirs.abs().times(ROUNDING_SHARE));

const turnOf = (before: WallMs | null, after: WallMs | null): PlannedLine["turns"] =>
  before === null && after !== null ? "held" : null;
