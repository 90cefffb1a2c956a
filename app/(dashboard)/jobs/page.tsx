import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { JobsElsewhere } from "@/components/jobs/jobs-elsewhere";
import { JobsRoom } from "@/components/jobs/jobs-room";
import { RUNS_A_PAGE } from "@/components/jobs/runs-a-page";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { findJobServer } from "@/server/jobs/find-job-server";

export const metadata: Metadata = { title: "Jobs" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function JobsPage({ searchParams }: Props) {
  const { role } = await requireSession();
  if (role !== "owner") notFound();
  const { job, run } = await searchParams;
  const cache = requestCache();
  const filter = typeof job === "string" ? { functionId: job } : {};
  await Promise.all([
    cache.prefetchQuery(trpc.jobs.list.queryOptions({})),
    cache.prefetchInfiniteQuery(
      trpc.jobs.runs.infiniteQueryOptions(
        { limit: RUNS_A_PAGE, ...filter },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    typeof run === "string" ? cache.prefetchQuery(trpc.jobs.show.queryOptions({ runId: run })) : null,
  ]);
  const server = findJobServer();
  if (server) return <JobsElsewhere server={server} />;
  return (
    <Hydrate>
      <PanelBoundary name="Jobs">
        <JobsRoom />
      </PanelBoundary>
    </Hydrate>
  );
}
