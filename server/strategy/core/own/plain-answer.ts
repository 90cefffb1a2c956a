/** What `decide` of the owner's may answer; the schema in read-own-strategy.ts says the same, with words. */
export type PlainAnswer = {
  readonly direction: "buy" | "sell" | "hold";
  readonly reason: string;
  readonly words: string;
  readonly score?: number;
  readonly portion?: number;
  readonly indicators?: Record<string, number>;
};

const REASON_MAX = 60;
const WORDS_MAX = 200;
const KNOWN = new Set(["direction", "reason", "words", "score", "portion", "indicators"]);
const DIRECTIONS = new Set<unknown>(["buy", "sell", "hold"]);

/**
 * Whether an answer is sound at a glance: a backtest asks for it at every candle. False says nothing: whoever asked then
 * reads it by the schema, which finds out what is wrong with it.
 */
export function isPlainAnswer(given: unknown): given is PlainAnswer {
  if (typeof given !== "object" || given === null || Object.getPrototypeOf(given) !== Object.prototype)
    return false;
  for (const name of Object.keys(given)) if (!KNOWN.has(name)) return false;
  const { direction, reason, words, score, portion, indicators } = given as Record<string, unknown>;
  return (
    DIRECTIONS.has(direction) &&
    isText(reason, REASON_MAX) &&
    isText(words, WORDS_MAX) &&
    isWithin(score, -1) &&
    isWithin(portion, 0) &&
    areNumbers(indicators)
  );
}

const isText = (value: unknown, most: number): boolean =>
  typeof value === "string" && value.length > 0 && value.length <= most;

/** Absent, or above `low` (a score from 0 on, a portion above it) and at most 1. */
const isWithin = (value: unknown, low: number): boolean =>
  value === undefined ||
  (typeof value === "number" && value <= 1 && value > low && (low === 0 || value >= 0));

function areNumbers(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return false;
  for (const name of Object.keys(value)) {
    const one = (value as Record<string, unknown>)[name];
    if (typeof one !== "number" || Math.abs(one) === Number.POSITIVE_INFINITY) return false;
  }
  return true;
}
