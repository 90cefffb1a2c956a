import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { jobsAddress } from "@/components/jobs/jobs-address";
import { JobsElsewhere } from "@/components/jobs/jobs-elsewhere";
import { JobsPanels } from "@/components/jobs/jobs-panels";
import { RUNS_A_PAGE } from "@/components/jobs/runs-a-page";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { findJobServer } from "@/server/jobs/find-job-server";

export const metadata: Metadata = { title: "Jobs" };

const loadAddress = createLoader(jobsAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function JobsPage({ searchParams }: Props) {
  const { role } = await requireSession();
  if (role !== "owner") notFound();
  const { job, run } = await loadAddress(searchParams);
  const cache = requestCache();
  const filter = job === null ? {} : { functionId: job };
  await Promise.all([
    cache.prefetchQuery(trpc.jobs.list.queryOptions({})),
    cache.prefetchInfiniteQuery(
      trpc.jobs.runs.infiniteQueryOptions(
        { limit: RUNS_A_PAGE, ...filter },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    run === null ? null : cache.prefetchQuery(trpc.jobs.show.queryOptions({ runId: run })),
  ]);
  const server = findJobServer();
  if (server) return <JobsElsewhere server={server} />;
  return (
    <Hydrate>
      <PanelBoundary name="Jobs">
        <JobsPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
