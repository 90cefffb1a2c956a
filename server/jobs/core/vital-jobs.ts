/** Jobs that trading or safety needs, and what stops while one is paused. By their id without the app's prefix. */
const VITAL: { readonly [id: string]: string } = {
  "run-trading-cycle": "No bot decides: none enters, and none leaves by its strategy",
  "fan-out-cycles": "Bots on candles of 30 minutes and more are told of a close by the feed alone",
  "poll-stop-losses": "Stops are watched tick by tick, without the sweep behind it",
};

/** What stops while a job is paused, as a sentence without its full stop; null for a job that nothing depends on. */
export function whatStops(functionId: string): string | null {
  const id = Object.keys(VITAL).find((each) => functionId === each || functionId.endsWith(`-${each}`));
  return id ? (VITAL[id] ?? null) : null;
}
