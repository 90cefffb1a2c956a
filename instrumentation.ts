const EXIT_MS = 3_000;

/** Runs once as the web process starts: an open event stream would otherwise hold its end up for over a minute. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  process.once("SIGTERM", () => setTimeout(() => process.exit(0), EXIT_MS).unref());
}
