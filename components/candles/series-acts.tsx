"use client";
import { useMutation } from "@tanstack/react-query";
import { CircleStop, Play, Trash2 } from "lucide-react";
import type { SeriesView } from "@/server/candles/core/series-view";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tell, tellFault } from "../ui/toasts";

/** What can be done with a series as it stands: cancelled while it is read, gone on with or deleted afterwards. */
export function SeriesActs({ series }: { readonly series: SeriesView }) {
  const { id, name, status, origin, exchange, symbol, timeframe } = series;
  const act = useActs();
  if (status === "queued" || status === "running") {
    return (
      <Button size="small" disabled={act.pending} onClick={() => act.cancel({ seriesId: id })}>
        <CircleStop size={12} aria-hidden="true" />
        Cancel<span className="sr-only"> {name}</span>
      </Button>
    );
  }
  return (
    <span className="inline-flex gap-1">
      {origin === "download" ? (
        <Button
          size="small"
          disabled={act.pending}
          onClick={() => act.download({ exchange, symbol, timeframe, from: null })}
        >
          <Play size={12} aria-hidden="true" />
          {status === "done" ? "Up to now" : "Resume"}
          <span className="sr-only"> {name}</span>
        </Button>
      ) : null}
      <Button size="small" disabled={act.pending} onClick={() => act.remove({ seriesId: id })}>
        <Trash2 size={12} aria-hidden="true" />
        Delete<span className="sr-only"> {name}</span>
      </Button>
    </span>
  );
}

function useActs() {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const said = (words: string) => ({
    onSuccess: () => {
      done();
      tell(words);
    },
    onError: (error: unknown) => {
      if (refusalOf(error)) done();
      tellFault(sentenceOf(error));
    },
  });
  const cancel = useMutation(trpc.candles.cancel.mutationOptions(said("Cancelled. What it has stays.")));
  const download = useMutation(trpc.candles.download.mutationOptions(said("It goes on.")));
  const remove = useMutation(trpc.candles.delete.mutationOptions(said("Deleted.")));
  type Ref = { readonly seriesId: string };
  type Again = Parameters<typeof download.mutate>[0]["input"];
  return {
    pending: cancel.isPending || download.isPending || remove.isPending,
    cancel: (input: Ref) => cancel.mutate({ runId: runIdFor(input), input }),
    remove: (input: Ref) => remove.mutate({ runId: runIdFor(input), input }),
    download: (input: Again) => download.mutate({ runId: runIdFor(input), input }),
  };
}
