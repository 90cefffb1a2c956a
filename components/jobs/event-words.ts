const KNOWN: { readonly [name: string]: string } = {
  "inngest/scheduled.timer": "schedule",
  "inngest/function.invoked": "another job",
  "inngest/function.failed": "a failed run",
};

/** What started a run: the engine's own events in words, the rest by their name. */
export const eventWords = (name: string): string => KNOWN[name] ?? name;
