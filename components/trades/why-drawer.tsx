"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { WhyView } from "@/server/trading/core/trade-view";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { copyText } from "../ui/copy-text";
import { PanelBoundary } from "../ui/panel-boundary";
import { PanelLoading } from "../ui/panel-state";
import { useMedia } from "../ui/use-media";
import { WhyChecks } from "./why-checks";
import { WhyLedger } from "./why-ledger";
import { WhyOrder } from "./why-order";
import { WhySignals } from "./why-signals";

type WhyDrawerProps = {
  readonly fillId: string;
  /** ids of the trades in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (fillId: string) => void;
  readonly onClose: () => void;
  /** where the focus goes back to */
  readonly returnTo: () => HTMLElement | null;
};

/** One decision, whole: beside the table from 1100 px, a sheet over it below. Esc closes, ↑ ↓ change the trade. */
export function WhyDrawer({ fillId, order, onMove, onClose, returnTo }: WhyDrawerProps) {
  const beside = useMedia("(min-width: 1100px)");
  const at = order.indexOf(fillId);
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
          <PanelBoundary name="Why">
            <WhyContent
              fillId={fillId}
              move={{ up: previous && (() => onMove(previous)), down: next && (() => onMove(next)) }}
            />
          </PanelBoundary>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type Move = { readonly up: (() => void) | undefined | ""; readonly down: (() => void) | undefined | "" };

function WhyContent({ fillId, move }: { readonly fillId: string; readonly move: Move }) {
  const trpc = useTRPC();
  const { data: why } = useQuery(trpc.trades.why.queryOptions({ fillId }));
  return (
    <>
      <div className="drawer-head">
        <div className="flex items-center gap-2">
          <Dialog.Title className="min-w-0 text-title leading-tight font-semibold">
            {why?.title ?? "Why"}
          </Dialog.Title>
          {why ? (
            <span className="chip">
              {BOOKS[why.book]}
              <span className="phone-hide"> · {why.marketKind} prices</span>
            </span>
          ) : null}
          <span className="flex-1" />
          <MoveButtons move={move} />
          <Dialog.Close asChild>
            <Button kind="ghost" size="icon" aria-label="Close, Escape" data-close>
              <X size={16} aria-hidden="true" />
            </Button>
          </Dialog.Close>
        </div>
        {why ? <p className="text-small text-text-2">{why.sentence}</p> : null}
      </div>
      {why ? <WhyBody why={why} /> : <PanelLoading rows={9} label="Why" />}
      {why ? <WhyFoot why={why} /> : null}
    </>
  );
}

function MoveButtons({ move }: { readonly move: Move }) {
  return (
    <>
      <Button
        kind="ghost"
        size="icon"
        aria-label="Previous trade, arrow up"
        disabled={!move.up}
        onClick={move.up || undefined}
      >
        <ChevronUp size={16} aria-hidden="true" />
      </Button>
      <Button
        kind="ghost"
        size="icon"
        aria-label="Next trade, arrow down"
        disabled={!move.down}
        onClick={move.down || undefined}
      >
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
    </>
  );
}

function WhyBody({ why }: { readonly why: WhyView }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="drawer-body" tabIndex={0} aria-label="Decision">
      {why.decision ? <WhySignals decision={why.decision} /> : <NoDecision />}
      {why.decision ? <WhyChecks checks={why.decision.checks} /> : null}
      <WhyOrder why={why} />
      <WhyLedger why={why} />
    </section>
  );
}

const NoDecision = () => (
  <section className="why-part">
    <h3>Signals</h3>
    <p className="text-small text-text-2">
      No cycle decided this order: a stop, a target or the owner did. Stops fire on every tick, between two
      candles.
    </p>
  </section>
);

function WhyFoot({ why }: { readonly why: WhyView }) {
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const link = () => `${window.location.origin}/trades?trade=${why.trade.fillId}`;
  return (
    <div className="flex items-center gap-2 border-t border-line px-4 py-2">
      <span className="min-w-0 truncate text-micro text-text-3">
        {why.decision ? `Decision ${why.decision.decisionId}` : `Fill ${why.trade.fillId}`}
      </span>
      <span className="flex-1" />
      <Button
        onClick={async () => setCopied((await copyText(link())) ? "Copied" : "Copy is not allowed here")}
      >
        {copied ?? "Copy link"}
      </Button>
    </div>
  );
}

const BOOKS = { demo: "Demo", paper: "Paper", live: "Live" } as const;
