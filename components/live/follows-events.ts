const OPEN = new Set<unknown>(["queued", "running"]);

/** Whether what a cache holds changes with events: everything but the report of a backtest that has ended. */
export const followsEvents = (data: unknown): boolean => {
  if (typeof data !== "object" || data === null) return true;
  return !("request" in data && "status" in data) || OPEN.has(data.status);
};
