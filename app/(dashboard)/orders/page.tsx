import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ORDERS_A_PAGE } from "@/components/orders/orders-a-page";
import { ordersAddress } from "@/components/orders/orders-address";
import { OrdersPanel } from "@/components/orders/orders-panel";
import { ExternalOrders } from "@/components/shared/external-orders";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Orders" };

const loadAddress = createLoader(ordersAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function OrdersPage({ searchParams }: Props) {
  await requireSession();
  const { bot, state, order } = await loadAddress(searchParams);
  const cache = requestCache();
  const filter = { state, ...(bot === null ? {} : { botId: bot }) };
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.orders.list.infiniteQueryOptions(
        { limit: ORDERS_A_PAGE, ...filter },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
    cache.prefetchQuery(trpc.reconciliation.show.queryOptions({})),
    order === null ? null : cache.prefetchQuery(trpc.orders.show.queryOptions({ orderId: order })),
  ]);
  return (
    <Hydrate>
      <div className="grid gap-2">
        <PanelBoundary name="Orders">
          <OrdersPanel />
        </PanelBoundary>
        <PanelBoundary name="Not ours">
          <ExternalOrders />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
