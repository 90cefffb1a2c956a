import type { CheckResult } from "@/server/backtest/core/backtest-view";

/** Whether it looked at anything; a report of before says it by the places it looked at. */
export const hasRun = ({ ran, looked, ok }: CheckResult): boolean => ran ?? (looked > 0 || !ok);

/** "2 of 2 passed", "1 of 2 passed, 1 could not run", "1 of 2 passed, 1 failed". */
export function checksInWords(checks: readonly CheckResult[]): string {
  const ran = checks.filter(hasRun);
  const passed = ran.filter(({ ok }) => ok).length;
  const failed = ran.length - passed;
  const missing = checks.length - ran.length;
  return [
    `${passed} of ${checks.length} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(missing === 0 ? [] : [`${missing} could not run`]),
  ].join(", ");
}
