/**
 * Lets at most `most` pieces of work run at once; the others wait, in the order they came. For work that is short and
 * many at a time: it bounds what they hold in memory together, and one computes while another waits for the database.
 */
export function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
