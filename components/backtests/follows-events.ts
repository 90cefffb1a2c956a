const OPEN = new Set<unknown>(["queued", "running"]);

/** Whether what a cache holds of backtests changes with events: the list, and one that has not ended. */
export const followsEvents = (data: unknown): boolean =>
  typeof data === "object" &&
  data !== null &&
  ("items" in data || ("status" in data && OPEN.has(data.status)));
