import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ChannelsPanel } from "@/components/alert-channels/channels-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Alert channels" };

export default async function AlertChannelsPage() {
  const { role } = await requireSession();
  if (role !== "owner") notFound();
  await requestCache().prefetchQuery(trpc.alerts.settings.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Alert channels">
        <ChannelsPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
