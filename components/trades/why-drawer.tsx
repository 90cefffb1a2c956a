"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { WhyView } from "@/server/history/core/trade-view";
import { bookNames } from "../shared/book-names";
import { ReplayButton } from "../shared/replay-button";
import { WhyChecks } from "../shared/why-checks";
import { WhySignals } from "../shared/why-signals";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { copyText } from "../ui/copy-text";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { PanelLoading } from "../ui/panel-state";
import { PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { WhyLedger } from "./why-ledger";
import { WhyOrder } from "./why-order";

type WhyDrawerProps = {
  readonly fillId: string;
  /** ids of the trades in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (fillId: string) => void;
  readonly onClose: () => void;
  /** where the focus goes back to */
  readonly returnTo: () => HTMLElement | null;
};

/** Why one trade was made: decision, checks, order, ledger. */
export function WhyDrawer({ fillId, ...rest }: WhyDrawerProps) {
  return (
    <Drawer name="Why" what="trade" current={fillId} {...rest}>
      {(move) => <WhyContent fillId={fillId} move={move} />}
    </Drawer>
  );
}

function WhyContent({ fillId, move }: { readonly fillId: string; readonly move: DrawerMove }) {
  const trpc = useTRPC();
  const { data: why } = useQuery(trpc.trades.why.queryOptions({ fillId }));
  return (
    <>
      <DrawerHead
        title={why?.title ?? "Why"}
        sentence={why?.sentence}
        move={move}
        chip={
          why ? (
            <Chip>
              {bookNames[why.book]}
              <span className="max-tablet:hidden"> · {why.marketKind} prices</span>
            </Chip>
          ) : null
        }
      />
      {why ? <WhyBody why={why} /> : <PanelLoading rows={9} label="Why" />}
      {why ? <WhyFoot why={why} /> : null}
    </>
  );
}

function WhyBody({ why }: { readonly why: WhyView }) {
  return (
    <ScrollBox className={DRAWER_BODY} label="Decision">
      {why.decision ? <WhySignals decision={why.decision} /> : <NoDecision />}
      {why.decision ? <WhyChecks checks={why.decision.checks} /> : null}
      <WhyOrder why={why} />
      <WhyLedger why={why} />
    </ScrollBox>
  );
}

const NoDecision = () => (
  <section className={PART}>
    <h3 className={PART_TITLE}>Signals</h3>
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
      {why.decision ? (
        <ReplayButton key={why.decision.decisionId} decisionId={why.decision.decisionId} />
      ) : (
        <span className="min-w-0 truncate text-micro text-text-3">Fill {why.trade.fillId}</span>
      )}
      <span className="flex-1" />
      <Button
        onClick={async () => setCopied((await copyText(link())) ? "Copied" : "Copy is not allowed here")}
      >
        {copied ?? "Copy link"}
      </Button>
    </div>
  );
}
