"use client";
import { useQuery } from "@tanstack/react-query";
import { kindWords, statusWords } from "@/components/shared/order-words";
import type { OrderDetailView } from "@/server/history/core/order-view";
import { bookNames } from "../shared/book-names";
import { OrderSteps } from "../shared/order-steps";
import { reasonLabel } from "../shared/reason-label";
import { useTRPC } from "../trpc/client";
import { Chip } from "../ui/chip";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { PanelLoading } from "../ui/panel-state";
import { LEDGER, PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { CODE } from "../ui/text";

type OrderDrawerProps = {
  readonly orderId: string;
  /** ids of the orders in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (orderId: string) => void;
  readonly onClose: () => void;
};

/** One order's life: every step from its intent to its end, and the ids it is known by. */
export function OrderDrawer({ orderId, ...rest }: OrderDrawerProps) {
  return (
    <Drawer
      name="Order"
      what="order"
      current={orderId}
      {...rest}
      returnTo={() => document.getElementById(`order-${orderId}`)}
    >
      {(move) => <Content orderId={orderId} move={move} />}
    </Drawer>
  );
}

function Content({ orderId, move }: { readonly orderId: string; readonly move: DrawerMove }) {
  const trpc = useTRPC();
  const { data: detail } = useQuery(trpc.orders.show.queryOptions({ orderId }));
  if (!detail)
    return (
      <>
        <DrawerHead title="Order" move={move} />
        <PanelLoading rows={9} label="Order" />
      </>
    );
  const { order } = detail;
  return (
    <>
      <DrawerHead
        title={`${order.botName}: ${kindWords(order).toLowerCase()} of ${order.symbol}`}
        sentence={`${statusWords(order)}${order.statusReason ? `: ${order.statusReason}` : ""}.`}
        move={move}
        chip={<Chip>{bookNames[order.book]}</Chip>}
      />
      <ScrollBox className={DRAWER_BODY} label="Order">
        <section className={PART}>
          <h3 className={PART_TITLE}>
            Life <span>{reasonLabel(order.reasonCode)}</span>
          </h3>
          <OrderSteps steps={detail.steps} />
        </section>
        <Ids detail={detail} />
      </ScrollBox>
    </>
  );
}

function Ids({ detail }: { readonly detail: OrderDetailView }) {
  const { order, clientOrderId, venueOrderId, cancelCode, lookups } = detail;
  const lines = [
    ["Venue", order.venue],
    ["Our id", clientOrderId],
    ["The venue’s id", venueOrderId ?? "not told yet"],
    ["Asked back", cancelCode === null ? "no" : reasonLabel(cancelCode)],
    ["Not found at the venue", lookups === 0 ? "never" : `${lookups} times`],
  ] as const;
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>Known by</h3>
      <table className={LEDGER}>
        <tbody>
          {lines.map(([label, value]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                <span className={CODE}>{value}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
