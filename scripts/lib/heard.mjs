import { StopWith } from "./stop-with.mjs";

/**
 * What the worker said of itself. It may wait for something that comes by itself: an Inngest server that is away,
 * another worker that leads. Such a wait is told and ends no start, however long it lasts.
 */
export function makeHeard(run, say) {
  const heard = { workerReady: false, ready: false, waiting: null };
  const wait = (words) => {
    if (words === heard.waiting) return;
    if (heard.ready) say.line(words ? `The worker waits: ${words}` : "The worker waits no longer.");
    heard.waiting = words;
  };
  const take = {
    ready: () => {
      heard.workerReady = true;
    },
    waiting: ({ words }) => wait(words ?? null),
    "owner-token": (message) => {
      heard.ownerToken = message;
    },
    "demo-owner": (message) => {
      heard.demoOwner = message;
    },
    fatal: ({ message, exitCode }) => run.end(new StopWith(message, exitCode === 2 ? 2 : 1)),
  };
  return Object.assign(heard, {
    hear: (message) => take[message?.type]?.(message),
    /** the worker is at work, or says what it waits for */
    workerIsUp: () => heard.workerReady || heard.waiting !== null,
    /** by the status of /api/ready: all is well, or the pages live and the worker says what it waits for */
    pagesAreUp: (status) => status === 200 || (status === 503 && heard.waiting !== null),
    /** for the line of the step: "ready, 2.1 s", or what is waited for */
    workerWords: (took) => (heard.workerReady ? `ready, ${took}` : `waits: ${heard.waiting}`),
  });
}
