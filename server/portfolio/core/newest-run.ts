import type { EquityPointView } from "./live-view";

/**
 * The newest stretch of a curve in which market time only rises; of points at one market instant the last stays.
 *
 * Market time jumps back when another recording or simulation was started: one axis cannot show both.
 */
export function newestRun(points: readonly EquityPointView[]): readonly EquityPointView[] {
  let run: EquityPointView[] = [];
  for (const point of points) {
    const previous = run.at(-1);
    if (previous && point.marketAt < previous.marketAt) run = [];
    else if (previous && point.marketAt === previous.marketAt) run.pop();
    run.push(point);
  }
  return run;
}
