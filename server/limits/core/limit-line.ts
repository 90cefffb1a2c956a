import { type Decimal, maxOf, toDecimal, toText, ZERO } from "@/server/kernel/money";

export const limitGroups = ["fleet", "book", "coin", "exchange", "bot", "pace"] as const;
export type LimitGroup = (typeof limitGroups)[number];

/** One limit as it stands: what is used of it, what is left, and what happens where it is reached. */
export type LimitLine = {
  /** unique within the table */
  readonly id: string;
  readonly group: LimitGroup;
  readonly words: string;
  /** what it is about: a currency's part, an exchange, a coin, a bot; empty: all of it */
  readonly of: string;
  readonly unit: "ratio" | "count" | "seconds";
  /** decimal text; null while it takes a price that nobody has seen, or cannot be counted */
  readonly used: string | null;
  readonly most: string;
  readonly headroom: string | null;
  /** used of most, as a fraction; null where nothing can be told */
  readonly share: string | null;
  readonly state: "ok" | "near" | "reached" | "unknown";
  /** what it does where it is reached */
  readonly does: string;
  /** ISO UTC, market clock: until when it holds; null while it does not, or until the owner acts */
  readonly until: string | null;
  /** the setting it is changed by: `limits.set` takes it */
  readonly setting: string | null;
  /** only for a bot's line */
  readonly botId: string | null;
};

const NEAR = 0.8;
const SHARE_DIGITS = 6;

type Draft = Pick<LimitLine, "id" | "group" | "words" | "unit" | "does"> & {
  readonly of?: string;
  readonly used: Decimal | null;
  readonly most: Decimal;
  /** in force whatever the figures say now: it was reached, and holds */
  readonly holds?: boolean;
  readonly until?: string | null;
  readonly setting?: string;
  readonly botId?: string;
};

/** A line of the table. A limit of nothing at all is reached from the beginning. */
export function limitLine(draft: Draft): LimitLine {
  const { used, most, holds = false, of = "", until = null, setting = null, botId = null, ...rest } = draft;
  const share = used && most.gt(0) ? used.div(most) : null;
  return {
    ...rest,
    of,
    until,
    setting,
    botId,
    used: used && toText(used.toDecimalPlaces(SHARE_DIGITS)),
    most: toText(most),
    headroom: used && toText(maxOf(ZERO, most.minus(used)).toDecimalPlaces(SHARE_DIGITS)),
    share: share && toText(share.toDecimalPlaces(SHARE_DIGITS)),
    state: holds || used?.gte(most) ? "reached" : stateOf(share),
  };
}

function stateOf(share: Decimal | null): LimitLine["state"] {
  if (share === null) return "unknown";
  return share.gte(NEAR) ? "near" : "ok";
}

const RANK = { reached: 0, near: 1, unknown: 2, ok: 3 } as const;

/** What binds first stands first: reached, near, then by what is used. */
export const byUrgency = (lines: readonly LimitLine[]): readonly LimitLine[] =>
  lines.toSorted(
    (one, other) =>
      RANK[one.state] - RANK[other.state] ||
      toDecimal(other.share ?? "0").cmp(one.share ?? "0") ||
      (one.id < other.id ? -1 : 1),
  );
