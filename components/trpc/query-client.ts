import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from "@tanstack/react-query";
import superjson from "superjson";

const FRESH_MS = 15_000;

type Options = {
  /** the session is over: leave the room */
  readonly onSignedOut?: () => void;
};

/** One cache for a browser, or one for a request on the server. Refusals are not tried again. */
export function makeQueryClient({ onSignedOut }: Options = {}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (codeOf(error) === "UNAUTHORIZED") onSignedOut?.();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < 2 && !isAnswer(error),
        // a panel without data shows its error boundary; one with data keeps its last values
        throwOnError: (_error, query) => query.state.data === undefined,
      },
      dehydrate: { serializeData: superjson.serialize, shouldDehydrateQuery: defaultShouldDehydrateQuery },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}

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
