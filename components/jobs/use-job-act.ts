"use client";
import { useRunId } from "../commands/use-run-id";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { tell, tellFault } from "../ui/toasts";

/**
 * What every act on a job has in common: its id, what is said. An answer, be it a
 * refusal, ends the id; a lost answer keeps it, so that pressing again does nothing twice.
 */
export function useJobAct(said: string) {
  const { runIdFor, done } = useRunId();
  const options = {
    onSuccess: () => {
      done();
      tell(said);
    },
    onError: (error: unknown) => {
      if (refusalOf(error)) done();
      tellFault(sentenceOf(error));
    },
  };
  return { runIdFor, options };
}
