import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { logger } from "@/server/platform/logger";
import { createRequestContext } from "./request-context";
import { appRouter } from "./root";

const BODY_BYTES_MAX = 262_144;
const BATCH_MAX = 20;

/** Answers /api/trpc: queries by GET, mutations by POST, bodies up to 256 KB, at most 20 calls in one batch. */
export async function answerTrpc(request: Request): Promise<Response> {
  const refused = refuseSize(request);
  if (refused) return refused;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => createRequestContext(request),
    maxBatchSize: BATCH_MAX,
    onError: ({ error, path }) => {
      if (error.code !== "INTERNAL_SERVER_ERROR") return;
      logger("api").error({ path, err: error.cause ?? error }, "a procedure failed");
    },
    // taken before anything was read: what an answer says is at least as new
    responseMeta: ({ ctx }) => ({
      headers: { "cache-control": "no-store", ...(ctx && { "x-read-at": String(ctx.wallNow) }) },
    }),
  });
}

/** As tRPC counts them: after decoding, so that a comma is a comma however it is written. */
function countCalls(pathname: string): number | null {
  try {
    return decodeURIComponent(pathname).split(",").length;
  } catch {
    return null;
  }
}

function refuseSize(request: Request): Response | null {
  const calls = countCalls(new URL(request.url).pathname);
  if (calls === null) return new Response("The address cannot be read.", { status: 400 });
  if (calls > BATCH_MAX) return new Response(`At most ${BATCH_MAX} calls in one batch.`, { status: 400 });
  if (request.method !== "POST") return null;
  const length = request.headers.get("content-length");
  if (length === null) return new Response("Send the length of the body.", { status: 411 });
  if (Number(length) <= BODY_BYTES_MAX) return null;
  return new Response("The body is over 256 KB.", { status: 413 });
}
