import "server-only";
import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { makeQueryClient } from "@/components/trpc/query-client";
import { createRequestContext } from "@/server/api/request-context";
import { appRouter } from "@/server/api/root";

/** The cache of this request. */
export const requestCache = cache(() => makeQueryClient());

const requestContext = cache(async () =>
  createRequestContext(new Request("http://page.invalid", { headers: new Headers(await headers()) })),
);

/** Every procedure, called in this process with this request's session. */
export const trpc = createTRPCOptionsProxy({
  ctx: requestContext,
  router: appRouter,
  queryClient: requestCache,
});

/** Hands what was read for this request to the pages' own cache. What could not be read, the browser asks again. */
export function Hydrate({ children }: { readonly children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(requestCache())}>{children}</HydrationBoundary>;
}
