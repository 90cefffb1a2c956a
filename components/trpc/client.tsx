"use client";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";
import { leaveForSignIn } from "./leave-for-sign-in";
import { makeQueryClient } from "./query-client";
import { noteReadAt } from "./read-at";

const context = createTRPCContext<AppRouter>();

/** Typed query and mutation options of every procedure. */
export const useTRPC = context.useTRPC;
/** The plain client, for a call outside of a query. */
export const useTRPCClient = context.useTRPCClient;

const URL_LIMIT = 4_000;
let browserCache: QueryClient | undefined;

function cacheOf(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserCache ??= makeQueryClient({ onSignedOut: leaveForSignIn });
  return browserCache;
}

/** Gives the pages below it the procedures of the server. */
export function TrpcProvider({ children }: { readonly children: ReactNode }) {
  const cache = cacheOf();
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        noteReadAt,
        httpBatchLink({ url: "/api/trpc", transformer: superjson, maxURLLength: URL_LIMIT }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={cache}>
      <context.TRPCProvider trpcClient={client} queryClient={cache}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
