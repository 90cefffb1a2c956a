const EXIT_MS = 3_000;

/** An open event stream would otherwise hold the end of the web process up for over a minute. */
export function leaveOnTerm(): void {
  process.once("SIGTERM", () => setTimeout(() => process.exit(0), EXIT_MS).unref());
}
