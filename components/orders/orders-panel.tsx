"use client";
import { ListOrdered } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { type OrderStateFilter, type OrderView, orderStates } from "@/server/history/core/order-view";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { usePriceDecimals } from "../live/use-price-decimals";
import { BotFilter } from "../shared/bot-filter";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { orderColumns } from "./order-columns";
import { ordersAddress } from "./orders-address";
import { useOrders } from "./use-orders";

// fetched when it is first opened
const OrderDrawer = dynamic(() => import("./order-drawer").then(({ OrderDrawer }) => OrderDrawer), {
  ssr: false,
});

const NEWEST = { by: "at", descending: true } as const;
const idOf = (row: OrderView) => row.orderId;

const STATES: { readonly [state in OrderStateFilter]: string } = {
  all: "All states",
  working: "Working",
  unknown: "Being looked up",
  filled: "Filled",
  ended: "Ended otherwise",
};

/** Every order, newest first, with the life of the one that is open. */
export function OrdersPanel() {
  const [{ bot: botId, state, order: open }, change] = useQueryStates(ordersAddress);
  const onOpen = useCallback((order: string | null) => void change({ order }), [change]);
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const columns = useMemo(
    () => orderColumns({ zone, decimalsOf, selected: open, onOpen }),
    [zone, decimalsOf, open, onOpen],
  );
  const address = useTableAddress({ columns, standard: NEWEST });
  const { orders, more, toNewest, queryKey } = useOrders({ botId, state });
  return (
    <Beside open={open !== null}>
      <Panel
        title="Orders"
        asOf={
          <>
            newest first · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={
          <Filters>
            <Choice
              bare
              label="In state"
              options={orderStates.map((value) => ({ value, label: STATES[value] }))}
              value={state}
              onChange={(value) =>
                void change({ state: orderStates.find((each) => each === value) ?? "all" })
              }
            />
            <BotFilter botId={botId} label="Orders of" onChange={(bot) => void change({ bot })} />
            <TableTools columns={columns} hidden={address.hidden} onHide={address.onHide} />
          </Filters>
        }
      >
        {orders?.length === 0 ? (
          <NoOrders filtered={botId !== null || state !== "all"} />
        ) : (
          <DataTable
            label="Orders"
            rows={orders}
            columns={columns}
            hidden={address.hidden}
            idOf={idOf}
            selected={open}
            onOpen={onOpen}
            more={more}
            toNewest={toNewest}
            fit="page"
          />
        )}
      </Panel>
      {open ? (
        <OrderDrawer
          orderId={open}
          order={(orders ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </Beside>
  );
}

function NoOrders({ filtered }: { readonly filtered: boolean }) {
  return (
    <PanelEmpty icon={ListOrdered} title={filtered ? "No order matches" : "No orders yet"}>
      An order is written down before it is sent, and ends only on its venue’s own word. Each stands here with
      its state.
    </PanelEmpty>
  );
}
