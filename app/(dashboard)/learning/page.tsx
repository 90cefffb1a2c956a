import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ImprovementPanel } from "@/components/learning/improvement-panel";
import { LogPanel } from "@/components/learning/log-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Learning" };

export default async function LearningPage() {
  const { role } = await requireSession();
  await requestCache().prefetchQuery(trpc.learning.show.queryOptions({}));
  return (
    <Hydrate>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Improvement">
          <ImprovementPanel />
        </PanelBoundary>
        <PanelBoundary name="Learning log">
          <LogPanel isOwner={hasRole(role, "owner")} />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
