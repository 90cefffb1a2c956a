let tail: Promise<unknown> = Promise.resolve();

/**
 * Runs work of this process one after the other: matching, settling and reconciling read two truths and compare
 * them, so none may move while another looks. Across processes the leader lock and the database do the same.
 */
export function serially<T>(work: () => Promise<T>): Promise<T> {
  const next = tail.then(work, work);
  tail = next.catch(() => undefined);
  return next;
}
