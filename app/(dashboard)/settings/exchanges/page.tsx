import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ExchangesPanels } from "@/components/exchanges/exchanges-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Exchanges" };

export default async function ExchangesPage() {
  const { role } = await requireSession();
  if (role !== "owner") notFound();
  const cache = requestCache();
  await Promise.all([
    cache.prefetchQuery(trpc.exchanges.list.queryOptions({})),
    cache.prefetchQuery(trpc.status.queryOptions({})),
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Exchanges">
        <ExchangesPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
