import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { bodyguardAddress } from "@/components/bodyguard/bodyguard-address";
import { BodyguardPanels } from "@/components/bodyguard/bodyguard-panels";
import { DetectionsPanel } from "@/components/bodyguard/detections-panel";
import { detectionsQuery } from "@/components/bodyguard/detections-query";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Bodyguard" };

const loadAddress = createLoader(bodyguardAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function BodyguardPage({ searchParams }: Props) {
  const { role } = await requireSession();
  const { bot, show, detection } = await loadAddress(searchParams);
  const cache = requestCache();
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.bodyguard.detections.infiniteQueryOptions(detectionsQuery({ botId: bot, show }), {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
      }),
    ),
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
    detection === null
      ? null
      : cache.prefetchQuery(trpc.bodyguard.show.queryOptions({ detectionId: detection })),
  ]);
  const isOwner = hasRole(role, "owner");
  return (
    <Hydrate>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Bodyguard">
          <BodyguardPanels isOwner={isOwner} />
        </PanelBoundary>
        <PanelBoundary name="Detections">
          <DetectionsPanel isOwner={isOwner} />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
