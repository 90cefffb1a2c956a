/** Runs once as the web process starts. What is Node's own stands apart: this file is read for the edge as well. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") (await import("./server/platform/leave-on-term")).leaveOnTerm();
}
