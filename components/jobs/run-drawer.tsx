"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import type { JobRunDetailView } from "@/server/jobs/core/job-view";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { copyText } from "../ui/copy-text";
import { PanelBoundary } from "../ui/panel-boundary";
import { PanelLoading } from "../ui/panel-state";
import { useMedia } from "../ui/use-media";
import { ReplayButton } from "./job-acts";
import { READ_AGAIN_MS, ReadStrip } from "./read-state";
import { RunData } from "./run-data";
import { RunHead } from "./run-head";
import { RunSteps } from "./run-steps";

type DrawerProps = {
  readonly runId: string;
  /** ids of the runs in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (runId: string) => void;
  readonly onClose: () => void;
  /** where the focus goes back to */
  readonly returnTo: () => HTMLElement | null;
};

/** One run with its steps: beside the table from 1100 px, a sheet over it below. Esc closes, ↑ ↓ change the run. */
export function RunDrawer({ runId, order, onMove, onClose, returnTo }: DrawerProps) {
  const beside = useMedia("(min-width: 1100px)");
  const at = order.indexOf(runId);
  const previous = at > 0 ? order[at - 1] : undefined;
  const next = at >= 0 ? order[at + 1] : undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.key === "ArrowUp" ? previous : event.key === "ArrowDown" ? next : undefined;
    if (!target) return;
    event.preventDefault();
    onMove(target);
  };
  return (
    <Dialog.Root open modal={!beside} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        {beside ? null : <Dialog.Overlay className="scrim" />}
        <Dialog.Content
          className="drawer"
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.target instanceof Element)
              event.target.querySelector<HTMLElement>("[data-close]")?.focus();
          }}
          onInteractOutside={(event) => beside && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnTo()?.focus();
          }}
        >
          <DrawerBar up={previous && (() => onMove(previous))} down={next && (() => onMove(next))} />
          <div className="flex min-h-0 flex-1 flex-col [&>.panel]:m-4">
            <PanelBoundary key={runId} name="Run">
              <RunContent runId={runId} />
            </PanelBoundary>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type BarProps = { readonly up: (() => void) | undefined | ""; readonly down: (() => void) | undefined | "" };

function DrawerBar({ up, down }: BarProps) {
  return (
    <div className="flex items-center gap-2 px-4 pt-3">
      <Dialog.Title className="text-title leading-tight font-semibold">Run</Dialog.Title>
      <span className="flex-1" />
      <Button
        kind="ghost"
        size="icon"
        aria-label="Newer run, arrow up"
        disabled={!up}
        onClick={up || undefined}
      >
        <ChevronUp size={16} aria-hidden="true" />
      </Button>
      <Button
        kind="ghost"
        size="icon"
        aria-label="Older run, arrow down"
        disabled={!down}
        onClick={down || undefined}
      >
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      <Dialog.Close asChild>
        <Button kind="ghost" size="icon" aria-label="Close, Escape" data-close>
          <X size={16} aria-hidden="true" />
        </Button>
      </Dialog.Close>
    </div>
  );
}

function RunContent({ runId }: { readonly runId: string }) {
  const trpc = useTRPC();
  const { data: run, dataUpdatedAt } = useQuery({
    ...trpc.jobs.show.queryOptions({ runId }),
    // what has ended does not change any more
    refetchInterval: ({ state }) => (state.data?.endedWallAt ? false : READ_AGAIN_MS),
  });
  if (!run) return <PanelLoading rows={9} label="Run" />;
  return (
    <>
      <RunHead run={run} />
      {run.endedWallAt ? null : <ReadStrip readAt={dataUpdatedAt} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="drawer-body" tabIndex={0} aria-label="Steps and data">
        <RunSteps run={run} />
        <RunData title="Event" json={run.eventJson} note={run.eventName} />
        {run.outputJson === null ? null : <RunData title="Result" json={run.outputJson} />}
      </section>
      <RunFoot run={run} />
    </>
  );
}

function RunFoot({ run }: { readonly run: JobRunDetailView }) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => setCopied((await copyText(run.runId)) ? "Copied" : "Copy is not allowed here");
  return (
    <div className="flex items-center gap-2 border-t border-line px-4 py-2">
      <span className="code min-w-0 truncate text-text-3" title={run.runId}>
        {run.runId}
      </span>
      <span className="flex-1" />
      <Button onClick={copy}>{copied ?? "Copy id"}</Button>
      <ReplayButton run={run} />
    </div>
  );
}
