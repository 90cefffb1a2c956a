import {
  defaultShouldDehydrateQuery,
  MutationCache,
  QueryCache,
  QueryClient,
  replaceEqualDeep,
} from "@tanstack/react-query";
import superjson from "superjson";
import { keyOf, refreshesOf } from "../live/refreshes";
import { keepReadAt } from "./read-at";

const FRESH_MS = 15_000;

type Options = {
  /** the session is over: leave the page */
  readonly onSignedOut?: () => void;
};

/** One cache for a browser, or one for a request on the server. Refusals are not tried again. */
export function makeQueryClient({ onSignedOut }: Options = {}): QueryClient {
  const client: QueryClient = new QueryClient({
    // an act's page shows it without waiting for the line to tell of it
    mutationCache: new MutationCache({
      onSettled: (_data, _error, _input, _context, { options }) => {
        const paths = refreshesOf(actOf(options.mutationKey));
        for (const path of paths) void client.invalidateQueries({ queryKey: keyOf(path) });
      },
    }),
    queryCache: new QueryCache({
      onError: (error) => {
        if (codeOf(error) === "UNAUTHORIZED") onSignedOut?.();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        structuralSharing: (before, next) => keepReadAt(replaceEqualDeep(before, next), next),
        retry: (failures, error) => failures < 2 && !isAnswer(error),
        // a panel without data shows its error boundary; one with data keeps its last values
        throwOnError: (_error, query) => query.state.data === undefined,
      },
      dehydrate: { serializeData: superjson.serialize, shouldDehydrateQuery: defaultShouldDehydrateQuery },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
  return client;
}

const actOf = (key: readonly unknown[] | undefined): string =>
  Array.isArray(key?.[0]) ? key[0].join(".") : "";

const isAnswer = (error: unknown): boolean => {
  const code = codeOf(error);
  return code !== null && code !== "INTERNAL_SERVER_ERROR" && code !== "TIMEOUT";
};

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("data" in error)) return null;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("code" in data)) return null;
  return typeof data.code === "string" ? data.code : null;
}
