/**
 * The chance that `trials` independent trades, each lost with chance `loss`, hold a run of `run` losses or longer. Exact:
 * with q(n) the chance of none in n trades, q(n) = q(n-1) - q(n-run-1) · (1 - loss) · loss^run, q(run) = 1 - loss^run
 * (de Moivre 1738, problem LXXIV; Feller 1968, An Introduction to Probability Theory I, XIII.7).
 */
export function chanceOfRun(run: number, trials: number, loss: number): number {
  if (run > trials) return 0;
  const whole = loss ** run;
  const ends = (1 - loss) * whole;
  const none = [...new Array<number>(run).fill(1), 1 - whole];
  for (let n = run + 1; n <= trials; n++)
    none.push(Math.max(0, (none[n - 1] ?? 0) - ends * (none[n - run - 1] ?? 1)));
  return 1 - (none[trials] ?? 0);
}

const RUN_MOST = 1_000;

/** The shortest run, `least` or longer, that is no likelier than `chance` within `trials` trades. */
export function shortestUnlikelyRun(
  least: number,
  q: { readonly trials: number; readonly loss: number; readonly chance: number },
): number {
  for (let run = least; run < RUN_MOST; run++)
    if (chanceOfRun(run, Math.max(q.trials, run), q.loss) <= q.chance) return run;
  return RUN_MOST;
}
