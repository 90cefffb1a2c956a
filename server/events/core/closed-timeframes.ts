const MINUTE_MS = 60_000;

/** The timeframes of slower bots, in minutes. Faster ones are told by the feed itself at each candle. */
const SLOWER: readonly (readonly [string, number])[] = [
  ["30m", 30],
  ["1h", 60],
  ["2h", 120],
  ["4h", 240],
  ["1d", 1_440],
];

/** Which of the slower timeframes closed a candle at this instant (milliseconds UTC, market clock)? */
export function closedTimeframes(slotAtMs: number): readonly string[] {
  return SLOWER.filter(([, minutes]) => slotAtMs % (minutes * MINUTE_MS) === 0).map(
    ([timeframe]) => timeframe,
  );
}
