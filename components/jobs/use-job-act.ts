"use client";
import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";

/**
 * What every act on a job has in common: its id, what is said, and that the jobs are read again. An answer, be it a
 * refusal, ends the id; a lost answer keeps it, so that pressing again does nothing twice.
 */
export function useJobAct(said: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { runIdFor, done } = useRunId();
  const options = {
    onSuccess: () => {
      done();
      toast(said);
    },
    onError: (error: unknown) => {
      if (refusalOf(error)) done();
      toast.error(sentenceOf(error));
    },
    onSettled: () => queries.invalidateQueries(trpc.jobs.pathFilter()),
  };
  return { runIdFor, options };
}
