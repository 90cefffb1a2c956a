const STEPS = 4;

/** The heat token of a value among others: four steps each way of zero, the farthest of all the strongest. */
export function shadeOf(value: number | null, all: readonly (number | null)[]): string {
  if (value === null) return "transparent";
  const most = Math.max(...all.map((each) => Math.abs(each ?? 0)));
  const step = most > 0 ? Math.min(STEPS, Math.ceil((Math.abs(value) / most) * STEPS)) : 0;
  return step === 0 ? "var(--heat-0)" : `var(--heat-${value > 0 ? "p" : "n"}${step})`;
}
