"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import type { DecisionDetailView, ReplayView } from "@/server/decisions/core/decision-view";
import { bookNames } from "../shared/book-names";
import { ReplayButton } from "../shared/replay-button";
import { WhyChecks } from "../shared/why-checks";
import { WhySignals } from "../shared/why-signals";
import { useTRPC } from "../trpc/client";
import { Chip } from "../ui/chip";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { formatAmount } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { PanelLoading } from "../ui/panel-state";
import { LEDGER, PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { CODE, LINK } from "../ui/text";
import { useZone } from "../ui/zone";

type DecisionDrawerProps = {
  readonly decisionId: string;
  readonly order: readonly string[];
  readonly onMove: (decisionId: string) => void;
  readonly onClose: () => void;
};

/** One decision, acted or skipped: what it read, who said what, which rules it met, what became of it. */
export function DecisionDrawer({ decisionId, ...rest }: DecisionDrawerProps) {
  return (
    <Drawer
      name="Decision"
      what="decision"
      current={decisionId}
      {...rest}
      returnTo={() => document.getElementById(`decision-${decisionId}`)}
    >
      {(move) => <Content key={decisionId} decisionId={decisionId} move={move} />}
    </Drawer>
  );
}

function Content({ decisionId, move }: { readonly decisionId: string; readonly move: DrawerMove }) {
  const trpc = useTRPC();
  const zone = useZone();
  const { data: decision } = useQuery(trpc.decisions.show.queryOptions({ decisionId }));
  const [replay, setReplay] = useState<ReplayView | null>(null);
  if (!decision) {
    return (
      <>
        <DrawerHead title="Decision" move={move} />
        <PanelLoading rows={9} label="Decision" />
      </>
    );
  }
  return (
    <>
      <DrawerHead
        title={titleOf(decision)}
        move={move}
        chip={
          <Chip>
            {bookNames[decision.book]}
            <span className="max-tablet:hidden"> · {decision.marketKind} prices</span>
          </Chip>
        }
        sentence={
          <>
            {decision.because}. Slot <Moment iso={decision.slotAt} format="dayClock" />{" "}
            {zoneLabel(decision.slotAt, zone)}.
          </>
        }
      />
      <ScrollBox className={DRAWER_BODY} label="Decision">
        {replay?.outcome === "different" ? <Differences replay={replay} /> : null}
        {decision.signals.length > 0 ? <WhySignals decision={decision} /> : <NotAsked decision={decision} />}
        <WhyChecks checks={decision.checks} />
        <Inputs decision={decision} />
        <BecameOf decision={decision} />
      </ScrollBox>
      <div className="flex items-center gap-2 border-t border-line px-4 py-2">
        <ReplayButton decisionId={decisionId} onReplayed={setReplay} />
      </div>
    </>
  );
}

const titleOf = ({ botName, did, symbol }: DecisionDetailView): string =>
  did === "Hold" ? `Why ${botName} held ${symbol}` : `Why ${botName} ${did.toLowerCase()} ${symbol}`;

function NotAsked({ decision }: { readonly decision: DecisionDetailView }) {
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Signals <span className={CODE}>{decision.reasonCode}</span>
      </h3>
      <p className="text-small text-text-2">The strategy was not asked: {lower(decision.because)}.</p>
    </section>
  );
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

function Inputs({ decision }: { readonly decision: DecisionDetailView }) {
  if (decision.inputs.length === 0) return null;
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Inputs{" "}
        <span>
          everything it read · {decision.strategy} v{decision.version}
        </span>
      </h3>
      <dl className="grid grid-cols-[1fr_1fr] gap-x-6 text-small max-tablet:grid-cols-[1fr]">
        {decision.inputs.map(({ name, value }) => (
          <div
            key={name}
            className="grid grid-cols-[104px_minmax(0,1fr)] gap-2 py-[1.5px] last:col-span-full"
          >
            <dt className="text-text-3">{name}</dt>
            <dd className="wrap-anywhere">
              {name === "Slot" ? <Moment iso={value} format="dayClock" /> : value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function BecameOf({ decision }: { readonly decision: DecisionDetailView }) {
  const { order } = decision;
  if (!order) return null;
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Order <span className={CODE}>{order.clientOrderId}</span>
      </h3>
      <p className="flex flex-wrap gap-x-3 text-small text-text-2">
        <span>
          {order.side} {formatAmount(order.amount)} {order.base}
        </span>
        <span>{order.status.replaceAll("_", " ")}</span>
        {order.fillId ? (
          <Link className={LINK} href={`/trades?trade=${order.fillId}`}>
            Order, fills and ledger
          </Link>
        ) : null}
      </p>
    </section>
  );
}

function Differences({ replay }: { readonly replay: Extract<ReplayView, { outcome: "different" }> }) {
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Replay <span>{replay.words}</span>
      </h3>
      <table className={LEDGER}>
        <thead>
          <tr className="text-micro text-text-3">
            <th scope="col">Part</th>
            <th scope="col">Recorded</th>
            <th scope="col">Again</th>
          </tr>
        </thead>
        <tbody>
          {replay.differences.map(({ part, recorded, again }) => (
            <tr key={part}>
              <th scope="row">{part}</th>
              <th className={CODE}>{recorded}</th>
              <th className={CODE}>{again}</th>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
