"use client";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { AlertDetailView } from "@/server/alerts/core/alert-view";
import { DeliveryLines } from "../shared/delivery-lines";
import { SeverityMark } from "../shared/severity-mark";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { Facts } from "../ui/facts";
import { Moment } from "../ui/moment";
import { PanelLoading } from "../ui/panel-state";
import { PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { stateNames } from "./alert-columns";
import { SubjectLink } from "./subject-link";
import { useAcknowledge } from "./use-acknowledge";

type AlertDrawerProps = {
  readonly alertId: string;
  readonly mayAct: boolean;
  /** ids of the alerts in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (alertId: string) => void;
  readonly onClose: () => void;
};

/** One alert: why it fired, what to do, and who was told. */
export function AlertDrawer({ alertId, mayAct, ...rest }: AlertDrawerProps) {
  return (
    <Drawer
      name="Alert"
      what="alert"
      current={alertId}
      {...rest}
      returnTo={() => document.getElementById(`alert-${alertId}`)}
    >
      {(move) => <Content alertId={alertId} mayAct={mayAct} move={move} />}
    </Drawer>
  );
}

type ContentProps = Pick<AlertDrawerProps, "alertId" | "mayAct"> & { readonly move: DrawerMove };

function Content({ alertId, mayAct, move }: ContentProps) {
  const trpc = useTRPC();
  const { data: detail } = useQuery(trpc.alerts.show.queryOptions({ alertId }));
  if (!detail)
    return (
      <>
        <DrawerHead title="Alert" move={move} />
        <PanelLoading rows={9} label="Alert" />
      </>
    );
  const { alert, fires, todo, deliveries } = detail;
  return (
    <>
      <DrawerHead
        title={alert.title}
        sentence={<SeverityMark severity={alert.severity} />}
        move={move}
        chip={<Chip tone={alert.state === "open" ? "warn" : "plain"}>{stateNames[alert.state]}</Chip>}
      >
        {mayAct && alert.state === "open" ? <Acknowledge detail={detail} /> : null}
      </DrawerHead>
      <ScrollBox className={DRAWER_BODY} label="Alert">
        <section className={PART}>
          <h3 className={PART_TITLE}>Why it fired</h3>
          <p className="text-body wrap-anywhere">{alert.why}</p>
          <p className="pt-1 text-small text-text-3">{fires}</p>
        </section>
        <section className={PART}>
          <h3 className={PART_TITLE}>What to do</h3>
          <p className="text-body wrap-anywhere">{todo}</p>
          <p className="pt-1 text-small">
            <SubjectLink subject={alert.subject} />
          </p>
        </section>
        <section className={PART}>
          <h3 className={PART_TITLE}>Since when</h3>
          <Facts facts={factsOf(detail)} />
        </section>
        <section className={PART}>
          <h3 className={PART_TITLE}>Who was told</h3>
          {deliveries.length === 0 ? (
            <p className="text-small text-text-2">These pages only: no channel takes such alerts.</p>
          ) : (
            <DeliveryLines deliveries={deliveries} />
          )}
        </section>
      </ScrollBox>
    </>
  );
}

function Acknowledge({ detail }: { readonly detail: AlertDetailView }) {
  const { acknowledge, isPending } = useAcknowledge();
  return (
    <div className="flex flex-wrap items-center gap-2 pt-1">
      <Button
        size="small"
        kind="primary"
        disabled={isPending}
        onClick={() => acknowledge(detail.alert.alertId)}
      >
        <Check size={13} aria-hidden="true" />
        {isPending ? "Acknowledging" : "Acknowledge"}
      </Button>
      <span className="text-micro text-text-3">
        {detail.lasts ? "It stays until it is over by itself." : "It is over with that."}
      </span>
    </div>
  );
}

function factsOf(detail: AlertDetailView): Parameters<typeof Facts>[0]["facts"] {
  const { alert, acknowledgedAt, resolvedAt, resolvedWords, facts } = detail;
  const moment = (name: string, iso: string) => <Moment key={name} iso={iso} format="dayClock" />;
  return [
    ["First", moment("first", alert.firstAt)],
    ...(alert.count > 1
      ? ([
          ["Last", moment("last", alert.lastAt)],
          ["Times", alert.count],
        ] as const)
      : []),
    ...(acknowledgedAt === null ? [] : ([["Acknowledged", moment("acknowledged", acknowledgedAt)]] as const)),
    ...(resolvedAt === null
      ? []
      : ([
          [
            "Over",
            <span key="over">
              {moment("resolved", resolvedAt)} · {resolvedWords}
            </span>,
          ],
        ] as const)),
    ...facts.map(({ name, value }) => [name, value] as const),
  ];
}
